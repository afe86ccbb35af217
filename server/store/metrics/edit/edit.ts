import { AppError } from '../../../errors.ts';
import type { EditMark } from '../../../ports/edit-mark.ts';
import type { Db } from '../../sqlite.ts';
import type { RunMemories, RunMemory } from '../memory/run-memory.ts';
import type { SeriesMemory } from '../memory/series-memory.ts';
import type { ChunkStore } from '../tables/chunk-store.ts';
import type { EditMarks } from '../tables/edit-marks.ts';
import { createSummaries } from '../tables/summaries.ts';
import { sealSeries } from '../upkeep/seal.ts';
import type { Sealer } from '../upkeep/sealer.ts';
import { giveSpaceBack } from './purge.ts';
import type { Truncation } from './truncate.ts';

export interface EditorOptions {
  db: Db;
  memory: RunMemories;
  chunks: ChunkStore;
  marks: EditMarks;
  sealer: Sealer;
  truncation: Truncation;
}

/**
 * Changes what a run has logged. All its points are moved into chunks first, so that the change is one
 * transaction over chunks and the journal holds nothing from before it.
 *
 * Each change is a new revision without a commit, so that live readers know that they have to read again.
 */
export function createEditor({ db, memory, chunks, marks, sealer, truncation }: EditorOptions) {
  const rename = db.prepare<[string, number]>('UPDATE series SET key = ? WHERE id = ?');
  const remove = db.prepare<[number]>('DELETE FROM series WHERE id = ?');
  const summaries = createSummaries(db);

  const marked = (mark: EditMark | undefined, change: (run: RunMemory) => void) => (run: RunMemory) => {
    change(run);
    return marks.commit(run.number, mark);
  };

  /** Runs `change` on a run whose points are all in chunks; returns the new revision. */
  async function edit(number: number, change: (run: RunMemory) => number): Promise<number> {
    while (memory.get(number).pending.rows > 0) await sealer.sealRun(number);
    const run = memory.get(number);
    const transaction = db.transaction(() => change(run));
    try {
      return transaction.immediate();
    } finally {
      chunks.forgetAll();
      memory.reload(number);
      await giveSpaceBack(db);
    }
  }

  function seriesOf(run: RunMemory, key: string): SeriesMemory {
    const series = memory.find(run, key);
    if (!series) throw new AppError('not_found', `There is no series "${key}" in this run.`, { key });
    return series;
  }

  function removeSeries({ id, run, key }: SeriesMemory): void {
    remove.run(id);
    summaries.remove(run, key);
  }

  function renameTo({ id, run, key, total }: SeriesMemory, name: string): void {
    rename.run(name, id);
    summaries.remove(run, key);
    summaries.save({ run, key: name, total });
  }

  /** As if the points of `from` were written again under the name of `into`. */
  function merge(into: SeriesMemory, from: SeriesMemory): void {
    for (const { id } of from.directory) into.add(chunks.read(id));
    sealSeries(into, chunks, Number.POSITIVE_INFINITY);
    memory.saveTotal(into);
    removeSeries(from);
  }

  return {
    deleteSeries: (run: number, key: string, mark?: EditMark) =>
      edit(
        run,
        marked(mark, (memoryOfRun) => removeSeries(seriesOf(memoryOfRun, key))),
      ),

    /** Where a series `to` is there already, both become one; of a step that both have, the renamed one wins. */
    renameSeries: (run: number, from: string, to: string, mark?: EditMark) =>
      edit(
        run,
        marked(mark, (memoryOfRun) => {
          const series = seriesOf(memoryOfRun, from);
          const other = memory.find(memoryOfRun, to);
          if (!other) renameTo(series, to);
          else if (other !== series) merge(other, series);
        }),
      ),

    /** Removes points, histograms and events after `step` from all of a run. */
    async truncateAfter(run: number, step: number, mark?: EditMark): Promise<number> {
      if (!truncation.isLarge(run)) return edit(run, () => truncation.atOnce(run, step, mark));
      await truncation.check(run, step);
      while (memory.get(run).pending.rows > 0) await sealer.sealRun(run);
      try {
        return await truncation.inSlices(run, step, mark);
      } finally {
        await giveSpaceBack(db);
      }
    },
  };
}

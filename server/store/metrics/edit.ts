import { AppError } from '../../errors.ts';
import type { Db } from '../database.ts';
import type { ActivityStore } from './activity-store.ts';
import type { ChunkStore } from './chunk-store.ts';
import { lowerBound, slicePoints } from './points.ts';
import { giveSpaceBack } from './purge.ts';
import type { RunMemories, RunMemory } from './run-memory.ts';
import { sealSeries } from './seal.ts';
import type { Sealer } from './sealer.ts';
import type { SeriesMemory } from './series-memory.ts';
import { createSummaries } from './summaries.ts';

export interface Editing {
  db: Db;
  memory: RunMemories;
  chunks: ChunkStore;
  activity: ActivityStore;
  sealer: Sealer;
}

/**
 * Changes what a run has logged, after the fact. All its points are brought into chunks first, so that
 * the change is one transaction over chunks and the journal holds nothing from before it.
 *
 * Each change is a new revision without a commit: live readers hear that they have to read again.
 */
export function createEditor({ db, memory, chunks, activity, sealer }: Editing) {
  const rename = db.prepare<[string, number]>('UPDATE series SET key = ? WHERE id = ?');
  const remove = db.prepare<[number]>('DELETE FROM series WHERE id = ?');
  const summaries = createSummaries(db);
  const cutHistograms = db.prepare<[number, number]>(`
    DELETE FROM histograms WHERE step > ? AND key IN (SELECT id FROM histogram_keys WHERE run = ?)`);
  const cutEvents = db.prepare<[number, number]>('DELETE FROM run_events WHERE step > ? AND run = ?');

  /** Runs `change` on a run whose points are all in chunks; returns the new revision. */
  async function edit(number: number, change: (run: RunMemory) => void): Promise<number> {
    while (memory.get(number).pending.rows > 0) await sealer.sealRun(number);
    const run = memory.get(number);
    const transaction = db.transaction(() => {
      change(run);
      return activity.add(number, { commits: 1 }).rev;
    });
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

  /** Removes the points after `step`: whole chunks, and the end of the one that holds it. */
  function cut(series: SeriesMemory, step: number): void {
    const { directory } = series;
    const untouched = directory.findLastIndex(({ bucket }) => bucket.lastStep <= step) + 1;
    const [first, ...beyond] = directory.slice(untouched);
    if (!first) return;
    const points = chunks.read(first.id);
    const kept = slicePoints(points, 0, lowerBound(points.steps, step + 1));
    for (const { id } of [first, ...beyond]) chunks.remove(id);
    const replaced = kept.steps.length > 0 ? [chunks.insert(series.id, kept)] : [];
    series.seal(untouched, directory.length - untouched, replaced, 0);
    if (series.sealed.count > 0) memory.saveTotal(series);
    else removeSeries(series);
  }

  function giveName({ id, run, key, total }: SeriesMemory, name: string): void {
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
    deleteSeries: (run: number, key: string) => edit(run, (memoryOfRun) => removeSeries(seriesOf(memoryOfRun, key))),

    /** Where a series `to` is there already, both become one; of a step that both have, the renamed one wins. */
    renameSeries: (run: number, from: string, to: string) =>
      edit(run, (memoryOfRun) => {
        const series = seriesOf(memoryOfRun, from);
        const other = memory.find(memoryOfRun, to);
        if (!other) giveName(series, to);
        else if (other !== series) merge(other, series);
      }),

    /** Removes points, histograms and events after `step` from all of a run. */
    cutAfter: (run: number, step: number) =>
      edit(run, (memoryOfRun) => {
        const all = memory.list(memoryOfRun);
        for (const series of all) cut(series, step);
        cutHistograms.run(step, run);
        cutEvents.run(step, run);
        const left = all.filter(({ sealed }) => sealed.count > 0);
        activity.setMaxStep(run, left.length > 0 ? Math.max(...left.map(({ sealed }) => sealed.lastStep)) : null);
      }),
  };
}

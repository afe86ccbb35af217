import type { RenameSeries } from '../../shared/edit.ts';
import { AppError } from '../errors.ts';
import type { Bus } from '../ports/bus.ts';
import type { EditMark } from '../ports/edit-mark.ts';
import type { MetricEditor } from '../ports/metric-editor.ts';
import type { MetricReader } from '../ports/metric-reader.ts';
import type { RunAccess } from './run-access.ts';

/** The rules of changing what was logged, each change with a mark that says what it was: pages that watch the run are sent a `reset`, so that they read it again. */
export function createMetricEditService({
  access,
  metrics,
  bus,
  now,
}: {
  access: RunAccess;
  metrics: MetricEditor & MetricReader;
  bus: Bus;
  now: () => number;
}) {
  async function edit<Done>(id: string, text: string, change: (mark: EditMark) => Promise<Done>): Promise<Done> {
    await access.findState(id);
    const done = await change({ time: now(), text });
    await bus.publish({ type: 'edited', run: id });
    return done;
  }

  async function isThere(run: string, key: string): Promise<boolean> {
    return (await metrics.querySeries({ runs: [run], keys: [key], pixels: 1 })).length > 0;
  }

  return {
    /** @throws {AppError} `not_found` when the run has no such series */
    deleteSeries: (run: string, key: string) =>
      edit(run, `deleted ${key}`, (mark) => metrics.deleteSeries(run, key, mark)),

    /** @throws {AppError} `not_found` when the run has no such series; `conflict` when `to` exists and `merge` is not set */
    renameSeries: (run: string, { from, to, merge = false }: RenameSeries) =>
      edit(run, `${merge ? 'merged' : 'renamed'} ${from} ${merge ? 'into' : 'to'} ${to}`, async (mark) => {
        if (to === '__proto__') throw new AppError('invalid', 'A series cannot be called "__proto__".', { key: to });
        if (!merge && from !== to && (await isThere(run, to)))
          throw new AppError('conflict', `There is a series "${to}" already: say "merge": true to make both one.`, {
            key: to,
          });
        return metrics.renameSeries(run, from, to, mark);
      }),

    /** Removes what was logged after a step. */
    truncate: (run: string, after: number) =>
      edit(run, `removed what was logged after step ${after}`, (mark) => metrics.truncateAfter(run, after, mark)),
  };
}

export type MetricEditService = ReturnType<typeof createMetricEditService>;

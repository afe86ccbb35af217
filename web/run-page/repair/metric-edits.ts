import type { SeriesSummary } from '../../../shared/run.ts';
import { type Api, errorMessage } from '../../api/api.ts';
import { formatCount, plural } from '../../core/format.ts';
import type { Services } from '../../core/services.ts';

type Tools = {
  api: Pick<Api, 'deleteSeries' | 'renameSeries' | 'truncateRun' | 'querySeries'>;
  toasts: Services['toasts'];
};

/** A query takes no more metrics. */
const MOST_COUNTED = 1000;

/** What is lost with a metric, in words. */
export function lossOf(key: string, { count, lastStep }: SeriesSummary): string {
  return `${plural(count, 'point')} of ${key}, up to step ${formatCount(lastStep)},`;
}

/** Points and metrics beyond a step, of the first thousand metrics; what is there already is counted by the server. */
export async function beyond(
  api: Pick<Api, 'querySeries'>,
  run: string,
  series: Readonly<Record<string, SeriesSummary>>,
  step: number,
): Promise<{ points: number; metrics: number }> {
  const keys = Object.keys(series).filter((key) => (series[key]?.lastStep ?? 0) > step);
  if (keys.length === 0) return { points: 0, metrics: 0 };
  const last = Math.max(...keys.map((key) => series[key]?.lastStep ?? 0));
  const body = {
    runs: [run],
    keys: keys.slice(0, MOST_COUNTED),
    window: [step + 1, last] as [number, number],
    pixels: 1,
  };
  const counts = (await api.querySeries(body)).series.flatMap(({ buckets }) => buckets.count);
  return { points: counts.reduce((sum, count) => sum + count, 0), metrics: keys.length };
}

/** Gives a metric another name, with a toast that takes it back; one that is there already takes its points in. */
export async function renameMetric(
  run: string,
  { from, to, merge }: { from: string; to: string; merge: boolean },
  { api, toasts }: Tools,
): Promise<boolean> {
  const done = await attempt(toasts, () => api.renameSeries(run, { from, to, merge }));
  if (!done) return false;
  if (merge) toasts.info(`Merged ${from} into ${to}.`);
  else
    toasts.info(`Renamed ${from} to ${to}.`, {
      label: 'Undo',
      run: () => void attempt(toasts, () => api.renameSeries(run, { from: to, to: from })),
    });
  return true;
}

export async function deleteMetric(run: string, key: string, { api, toasts }: Tools): Promise<boolean> {
  const done = await attempt(toasts, () => api.deleteSeries(run, key));
  if (done) toasts.info(`Deleted ${key}.`);
  return done;
}

export async function cutAfter(run: string, step: number, { api, toasts }: Tools): Promise<boolean> {
  const done = await attempt(toasts, () => api.truncateRun(run, step));
  if (done) toasts.info(`Removed what was logged after step ${formatCount(step)}.`);
  return done;
}

async function attempt(toasts: Services['toasts'], action: () => Promise<unknown>): Promise<boolean> {
  try {
    await action();
    return true;
  } catch (error) {
    toasts.error(errorMessage(error));
    return false;
  }
}

import type { Refusal } from './http.ts';
import type { BatchBody, CreateRun } from './wire.ts';

const LISTS = ['histograms', 'events', 'logs'] as const;
/** What a create request can do without, and what most often makes it too large. */
const DISPENSABLE = ['config', 'notes'];

/**
 * A refused batch without what the refusal names as wrong, so that one bad point does not cost its neighbours;
 * undefined when it names nothing that is in the batch. `removed` counts the records left out.
 */
export function withoutFault(body: string, { code, details }: Refusal): { body: string; removed: number } | undefined {
  const batch = JSON.parse(body) as BatchBody;
  const removed = code === 'bad_point' ? removePoint(batch, details) : removeListed(batch, pathsOf(details));
  return removed > 0 ? { body: JSON.stringify(batch), removed } : undefined;
}

/** A batch with one line more in its log. */
export function withLine(body: string, text: string): string {
  const batch = JSON.parse(body) as BatchBody;
  const line = { time: Date.now(), level: 'error' as const, text };
  return JSON.stringify({ ...batch, logs: [...(batch.logs ?? []), line] });
}

/** A refused create request without what was wrong with it; undefined when nothing is left that may be left out. */
export function withoutFields(create: CreateRun, { code, details }: Refusal): CreateRun | undefined {
  if (code !== 'invalid' && code !== 'too_large') return undefined;
  const named = pathsOf(details).map(([field = '']) => field);
  const suspects = named.length > 0 ? named : DISPENSABLE;
  const fields = Object.entries(create);
  const kept = fields.filter(([field]) => field === 'id' || !suspects.includes(field));
  if (kept.length < fields.length) return Object.fromEntries(kept) as unknown as CreateRun;
  return fields.length > 1 ? { id: create.id } : undefined;
}

function removePoint(batch: BatchBody, { series: key, column, index }: Record<string, unknown>): number {
  const histograms = batch.histograms?.filter((histogram) => histogram.key !== key);
  if (histograms && (column === 'edges' || column === 'counts')) {
    const removed = (batch.histograms?.length ?? 0) - histograms.length;
    batch.histograms = histograms;
    return removed;
  }
  const columns = typeof key === 'string' ? batch.series?.[key] : undefined;
  if (!batch.series || !columns) return 0;
  const points = columns.step.length;
  if (column !== 'key' && Number.isSafeInteger(index) && (index as number) < points && points > 1) {
    for (const name of ['step', 'time', 'value'] as const) columns[name].splice(index as number, 1);
    return 1;
  }
  delete batch.series[key as string];
  return points;
}

function removeListed(batch: BatchBody, paths: string[][]): number {
  let removed = 0;
  for (const name of LISTS) {
    const wrong = new Set(paths.filter(([list]) => list === name).map(([, index]) => Number(index)));
    const list: unknown[] = batch[name] ?? [];
    const kept = list.filter((_, index) => !wrong.has(index));
    removed += list.length - kept.length;
    if (kept.length < list.length) Object.assign(batch, { [name]: kept });
  }
  return removed;
}

/** The parts of the JSON pointers that an `invalid` refusal names. */
function pathsOf({ fields }: Record<string, unknown>): string[][] {
  if (!Array.isArray(fields)) return [];
  return fields.map((field: { path?: unknown } | null) =>
    String(field?.path ?? '')
      .split('/')
      .slice(1),
  );
}

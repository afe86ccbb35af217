import type { PatchPlace, QueuedRun } from '../../shared/queue.ts';

/** The order after a run is moved to a place, counted from 0, and how that is asked for; null where it stays. */
export function movedTo(
  waiting: readonly QueuedRun[],
  id: string,
  to: number,
): { order: QueuedRun[]; place: PatchPlace } | null {
  const from = waiting.findIndex((each) => each.id === id);
  const run = waiting[from];
  const place = Math.max(0, Math.min(to, waiting.length - 1));
  const other = waiting[place];
  if (!run || !other || place === from) return null;
  const order = waiting.filter((each) => each !== run);
  order.splice(place, 0, { ...run, priority: other.priority });
  return { order, place: place < from ? { before: other.id } : { after: other.id } };
}

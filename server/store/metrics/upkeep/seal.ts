import { placeOf, type SeriesMemory } from '../memory/series-memory.ts';
import { lowerBound, mergePoints, type Points, slicePoints } from '../points/points.ts';
import type { ChunkStore } from '../tables/chunk-store.ts';

/**
 * Moves points from the beginning of a series' tail into chunks until about `limit` points are written; returns how
 * many were, among them those of chunks that had to be written again.
 *
 * Each chunk owns the steps from its first up to the next chunk's first; points that belong to a chunk
 * which is not full, or reaches beyond their step, are merged into it, others make chunks of their own.
 */
export function sealSeries(series: SeriesMemory, chunks: ChunkStore, limit: number): number {
  let written = 0;
  while (written < limit && series.tail.length > 0) written += sealNext(series, chunks, limit - written);
  return written;
}

function sealNext(series: SeriesMemory, chunks: ChunkStore, limit: number): number {
  const { directory, tail } = series;
  const place = Math.max(placeOf(directory, tail.firstStep ?? 0), 0);
  const owner = directory[place];
  const next = directory[place + 1];
  const end = next ? lowerBound(tail.points.steps, next.bucket.firstStep) : tail.length;
  const points = slicePoints(tail.points, 0, Math.min(end, limit));

  const follows = owner !== undefined && (points.steps[0] as number) > owner.bucket.lastStep;
  const isMerged = owner !== undefined && !(follows && owner.bucket.count >= chunks.chunkPoints);
  const whole = isMerged ? mergePoints(chunks.read(owner.id), points) : points;
  if (isMerged) chunks.remove(owner.id);
  const entries = split(whole, chunks.chunkPoints, next === undefined).map((part) => chunks.insert(series.id, part));
  series.seal(isMerged || !owner ? place : place + 1, isMerged ? 1 : 0, entries, points.steps.length);
  return whole.steps.length;
}

/** At the end of a series chunks are filled one after the other; between others evenly, to leave room in each. */
function split(points: Points, chunkPoints: number, atEnd: boolean): Points[] {
  const count = points.steps.length;
  const parts = Math.ceil(count / chunkPoints);
  const size = atEnd ? chunkPoints : Math.ceil(count / parts);
  return Array.from({ length: parts }, (_, part) =>
    slicePoints(points, part * size, Math.min((part + 1) * size, count)),
  );
}

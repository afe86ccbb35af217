import type { Histogram } from '../../shared/ingest.ts';

/** The one value that all finite values of a histogram have; null where they differ, or where that is not known. */
export function constantOf({ edges, counts, mean, std }: Omit<Histogram, 'key' | 'step' | 'time'>): number | null {
  const filled = counts.findIndex(Boolean);
  if (filled < 0 || filled !== counts.findLastIndex(Boolean)) return null;
  const [low, high] = [edges[filled], edges[filled + 1]];
  if (low !== undefined && low === high) return low;
  return std === 0 && typeof mean === 'number' ? mean : null;
}

/** The value that all histograms have throughout; null where one has another, or several. */
export function constantOfAll(histograms: readonly Omit<Histogram, 'key'>[]): number | null {
  const values = new Set(histograms.map(constantOf));
  const [value] = values;
  return values.size === 1 ? (value ?? null) : null;
}

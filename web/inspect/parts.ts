import type { Inspectable } from '../../shared/inspect/inspectable.ts';
import type { Run } from '../../shared/run.ts';
import { catalogEntry } from '../../shared/training/catalog.ts';

export interface Part {
  value: 'boundary' | 'examples' | 'scores' | 'filters' | 'pad' | 'curvature' | 'surface';
  label: string;
}

/** The shape of the images that a run learns from: height, width, channels; null for other data. */
export function imageOf({ config }: Pick<Run, 'config'>): readonly [number, number, number] | null {
  const { name } = (config.dataset ?? {}) as { name?: string };
  const [height, width, channels] = catalogEntry(name ?? '')?.image ?? [];
  return height && width && channels ? [height, width, channels] : null;
}

/** What of a run there is to look into, the most telling first. */
export function partsOf(run: Pick<Run, 'config'>, { boundary, checkpoints }: Inspectable): Part[] {
  const isThere = checkpoints.length > 0;
  const hasImages = imageOf(run) !== null;
  const parts: [Part, boolean][] = [
    [{ value: 'boundary', label: 'Boundary' }, boundary],
    [{ value: 'examples', label: 'Examples' }, isThere],
    [{ value: 'scores', label: 'Scores' }, isThere],
    [{ value: 'filters', label: 'Filters' }, isThere && hasImages],
    [{ value: 'pad', label: 'Pad' }, isThere && hasImages],
    [{ value: 'curvature', label: 'Curvature' }, isThere],
    [{ value: 'surface', label: 'Loss surface' }, isThere],
  ];
  return parts.filter(([, has]) => has).map(([part]) => part);
}

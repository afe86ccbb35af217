import type { Inspectable } from '../../shared/inspect/inspectable.ts';
import type { Run } from '../../shared/run.ts';

export interface Part {
  value: 'boundary' | 'examples';
  label: string;
}

/** What of a run there is to look into, the most telling first. */
export function partsOf(_run: Pick<Run, 'config'>, { boundary, checkpoints }: Inspectable): Part[] {
  const has = checkpoints.length > 0;
  return [
    ...(boundary ? [{ value: 'boundary', label: 'Boundary' } as const] : []),
    ...(has ? [{ value: 'examples', label: 'Examples' } as const] : []),
  ];
}

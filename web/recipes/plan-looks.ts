import type { Run } from '../../shared/run.ts';
import { partsApart } from '../core/parts-apart.ts';
import { withDistinctLooks } from '../runs/run-look.ts';
import type { Variant } from './variants.ts';

/** Runs as a launch draws them, and what each is called, by id. */
export interface PlanLooks {
  runs: Run[];
  labels: Map<string, string>;
}

/**
 * The runs in the colours of their places in the plan, so that a launch looks like the one before it and like its
 * picture. Descents on one surface are called by what differs on it, and those that are called alike on several surfaces
 * look alike on each.
 */
export function planLooks(variants: readonly Variant[], byId: ReadonlyMap<string, Run>): PlanLooks {
  const labels = new Map<string, string>();
  const places = new Map<string, number>();
  const runs = new Map<string, Run>();
  for (const alike of Map.groupBy(variants, surfaceOf).values()) {
    const members = alike.flatMap((variant) => variant.members);
    const names = partsApart(members.map(({ planned }) => planned.name));
    for (const [index, { planned }] of members.entries()) labels.set(planned.id, names[index] ?? planned.name);
    const variantNames = partsApart(alike.map(({ name }) => name));
    const colored = alike.flatMap((variant, index) => {
      const name = variantNames[index] ?? variant.name;
      const color = places.get(name) ?? places.size;
      places.set(name, color);
      return present(variant, byId).map((run) => (run.colorSetByHand ? run : { ...run, color }));
    });
    for (const run of withDistinctLooks(colored)) runs.set(run.id, run);
  }
  return {
    runs: variants.flatMap((variant) => present(variant, byId).flatMap(({ id }) => runs.get(id) ?? [])),
    labels,
  };
}

function present({ members }: Variant, byId: ReadonlyMap<string, Run>): Run[] {
  return members.flatMap(({ planned }) => byId.get(planned.id) ?? []);
}

function surfaceOf({ members: [first] }: Variant): string {
  const job = first?.planned.job;
  return job && 'surface' in job ? JSON.stringify(job.surface) : '';
}

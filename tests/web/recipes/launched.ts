import { plan } from '../../../shared/recipes/plan.ts';
import { type Recipe, readRecipe } from '../../../shared/recipes/recipe.ts';
import type { Run, SeriesSummary } from '../../../shared/run.ts';
import { type Variant, variantsOf } from '../../../web/recipes/variants.ts';

const TINY = {
  title: 'Tiny',
  shows: 'That it can.',
  source: 'none',
  base: { surface: { name: 'beale' }, optimizer: { name: 'gd' } },
  view: { kind: 'u-curve' },
};

/** A series by its last value; it has been that from the start. */
export function series(last: number | 'NaN', more: Partial<SeriesSummary> = {}): SeriesSummary {
  const isNumber = typeof last === 'number';
  return {
    ...{ last, lastStep: 1, count: 1, nonFinite: isNumber ? 0 : 1, mean: isNumber ? last : null },
    ...{ min: isNumber ? last : null, argmin: 1, max: isNumber ? last : null, argmax: 1 },
    ...more,
  };
}

/** A run that ended, as far as the pages of recipes look at it. */
export function ended(id: string, summary: Record<string, SeriesSummary>, more: Partial<Run> = {}): Run {
  return {
    id,
    name: id,
    state: 'finished',
    reason: null,
    endedAt: '2026-01-01T00:00:00.000Z',
    summary,
    ...more,
  } as Run;
}

/** The variants of a recipe of which each run came to what `lossOf` gives for its values; undefined for one that is gone. */
export function launched(
  more: Partial<Recipe>,
  lossOf: (values: Record<string, unknown>) => number | 'NaN' | undefined,
): Variant[] {
  const planned = plan(readRecipe({ ...TINY, ...more }, 'tiny'), 'tiny');
  const runs = planned.flatMap(({ id, values }) => {
    const loss = lossOf(values);
    return loss === undefined ? [] : [ended(id, { loss: series(loss) })];
  });
  return variantsOf(planned, new Map(runs.map((run) => [run.id, run])));
}

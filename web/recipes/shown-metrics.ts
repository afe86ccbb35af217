import type { Recipe } from '../../shared/recipes/recipe.ts';

/** The metrics that a recipe looks at, those of its picture first, then those that it expects something of. */
export function metricsOf({ view, expect }: Recipe): string[] {
  const seen = [view.z, isMetric(view.y), ...(view.metrics ?? []), ...expect.map(({ metric }) => metric)];
  return [...new Set(seen.filter((metric) => metric !== undefined))];
}

/** What stands on an axis is a metric, or a setting by its pointer. */
export function isMetric(name: string | undefined): string | undefined {
  return name === undefined || name.startsWith('/') ? undefined : name;
}

import type { Recipe } from '../../shared/recipes/recipe.ts';

type Kind = Recipe['view']['kind'];

/** What each kind of picture is called. */
export const KIND_NAMES: Record<Kind, string> = {
  surface: 'Surface',
  'line-search': 'Line search',
  'u-curve': 'U-curve',
  'heat-map': 'Heat map',
  ridgeline: 'Layers',
  boundary: 'Boundary',
  budget: 'Budget',
  curves: 'Curves',
};

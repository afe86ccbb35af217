import type { PanelSpec } from '../../../shared/panel-spec.ts';
import { axisTitle, scatterPlaces } from '../summary/axis-title.ts';

/** What a panel is called: by its title, else by what it draws. `keys` are its metrics, with those that its rule names. */
export function panelTitle(spec: PanelSpec, keys: readonly string[]): string {
  const { title, kind, right = [], formulas = [] } = spec;
  if (title) return title;
  if (kind === 'scatter' && keys.length > 0) {
    const { across, above } = scatterPlaces(spec, keys);
    if (across !== above) return `${above} over ${axisTitle(across)}`;
  }
  return [...keys, ...right, ...formulas].join(', ') || 'Empty panel';
}

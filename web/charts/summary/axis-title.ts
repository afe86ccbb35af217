import type { PanelSpec } from '../../../shared/panel-spec.ts';

/**
 * What is along the axes of a scatter panel: of one without a setting along its x axis, the first metric is there and the
 * second above.
 */
export function scatterPlaces({ across }: Pick<PanelSpec, 'across'>, keys: readonly string[]) {
  const first = keys[0] ?? '';
  return { across: across ?? first, above: across ? first : (keys[1] ?? first) };
}

/** The name of an axis for a reader: settings without what all begin with. */
export function axisTitle(across: string, log = false): string {
  return `${across.replace(/^config\./, '')}${log ? ' (log)' : ''}`;
}

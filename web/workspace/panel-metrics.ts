import type { PanelSpec } from '../../shared/panel-spec.ts';

/** The metrics that a panel draws on its left axis, of those there are: the chosen ones, then those that its rule names. */
export function metricsOf({ metrics, pattern }: PanelSpec, all: readonly string[]): string[] {
  return [...new Set([...metrics, ...(pattern ? matching(pattern, all) : [])])];
}

/** Those that a regular expression matches; none where it is none. */
function matching(pattern: string, all: readonly string[]): string[] {
  try {
    const test = new RegExp(pattern);
    return all.filter((name) => test.test(name)).sort();
  } catch {
    return []; // SyntaxError: the editor shows it
  }
}

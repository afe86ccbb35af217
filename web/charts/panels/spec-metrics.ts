import type { PanelSpec } from '../../../shared/panel-spec.ts';

/** The metrics that a rule names; none for a rule that is no regular expression. */
export function matchingMetrics(pattern: string | undefined, metrics: readonly string[]): string[] {
  if (!pattern) return [];
  try {
    const rule = new RegExp(pattern);
    return metrics.filter((name) => rule.test(name)).sort();
  } catch {
    return []; // SyntaxError: whoever edits the panel is shown it
  }
}

/** What a panel is called: by its title, else by what it draws. */
export function titleOfSpec({ title, metrics, right = [], formulas = [], pattern }: PanelSpec): string {
  if (title) return title;
  const parts = [...metrics, ...right, ...formulas, ...(pattern ? [`/${pattern}/`] : [])];
  const shown = parts.slice(0, 3).join(', ');
  return parts.length > 3 ? `${shown} +${parts.length - 3}` : shown || 'Panel';
}

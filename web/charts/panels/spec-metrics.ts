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

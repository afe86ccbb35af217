export interface ConfusionRow {
  /** By predicted class: examples, and their share of the true class. */
  cells: { count: number; share: number }[];
  /** Examples of the true class. */
  total: number;
  /** Share of the class that was predicted so; null without an example of it. */
  recall: number | null;
}

/** The rows of a confusion matrix, each as shares of its true class, so that a rare class shows its errors too. */
export function confusionRows(confusion: readonly (readonly number[])[]): ConfusionRow[] {
  return confusion.map((counts, index) => {
    const total = counts.reduce((sum, count) => sum + count, 0);
    return {
      cells: counts.map((count) => ({ count, share: total === 0 ? 0 : count / total })),
      total,
      recall: total === 0 ? null : (counts[index] ?? 0) / total,
    };
  });
}

/**
 * What is remembered of a change to a run: a mark of kind `edit` at the run's last step, which outlives every later change.
 * It is stored with the change, or neither is.
 */
export interface EditMark {
  /** When, in ms since the Unix epoch. */
  time: number;
  text: string;
}

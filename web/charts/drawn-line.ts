import type { PlotLine } from './plot-line.ts';

/** A line with its style. */
export interface DrawnLine {
  line: PlotLine;
  label: string;
  color: string;
  dash: number[];
  /** The y axis that it is drawn against. */
  side: 'left' | 'right';
  /** Ink of the line, 0 to 1: members of a group are drawn faintly behind it. */
  strength: number;
}

import type { PlotLine } from './plot-line.ts';

/** One thing that can be done with a line, at the x where the reader points. */
export interface LineAction {
  label: string;
  run: (line: PlotLine, x: number | null) => void;
}

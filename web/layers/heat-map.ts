import type { ChartConfiguration } from 'chart.js';
import { valueAt } from '../charts/axes/ticks.ts';
import type { Ink } from '../charts/ink.ts';
import { sequentialColor } from '../core/color-maps.ts';
import type { ThemeName } from '../core/colors.ts';
import { formatCount } from '../core/format.ts';
import type { HistogramGrid } from './histogram-grid.ts';

interface Cell {
  x: number;
  y: number;
  v: number;
}

/** Low shares stay visible beside high ones. */
const CONTRAST = 0.5;
const MOST_TICKS = 6;

/** Histograms over steps as a heat map: a column a step, a row a bin, further from the surface where more values are. */
export function heatMap(
  grid: HistogramGrid,
  steps: readonly number[],
  ink: Ink,
  theme: ThemeName,
  onPick: (index: number) => void,
): ChartConfiguration<'matrix', Cell[]> {
  const bins = grid.edges.length - 1;
  const [low, high] = [grid.edges[0], grid.edges.at(-1)];
  const middle = (bin: number) => valueAt((bin + 0.5) / bins, low ?? 0, high ?? 1);
  const peak = Math.max(...grid.shares.flat(), Number.MIN_VALUE);
  const data = grid.shares.flatMap((shares, x) =>
    shares.flatMap((v, bin) => (v > 0 ? [{ x, y: middle(bin), v }] : [])),
  );
  const tick = { color: ink.text, font: { family: ink.font, size: 11 }, padding: 4, maxRotation: 0 };
  return {
    type: 'matrix',
    data: {
      datasets: [
        {
          data,
          backgroundColor: ({ raw }) =>
            sequentialColor((((raw as Cell | undefined)?.v ?? 0) / peak) ** CONTRAST, theme),
          // Half a pixel more closes the seams between neighbours.
          width: ({ chart }) => (chart.chartArea?.width ?? 0) / Math.max(1, steps.length) + 0.5,
          height: ({ chart }) => (chart.chartArea?.height ?? 0) / Math.max(1, bins) + 0.5,
        },
      ],
    },
    options: {
      events: ['click'],
      onClick: (event, _, { scales }) => {
        const at = scales.x?.getValueForPixel(event.x ?? 0) ?? 0;
        onPick(Math.max(0, Math.min(steps.length - 1, Math.round(at))));
      },
      scales: {
        x: {
          type: 'linear',
          offset: false,
          min: -0.5,
          max: Math.max(0.5, steps.length - 0.5),
          grid: { display: false },
          border: { color: ink.grid },
          afterBuildTicks: (axis) => {
            axis.ticks = tickPlaces(steps.length).map((value) => ({ value }));
          },
          ticks: {
            ...tick,
            callback: (index) => {
              const step = steps[Number(index)];
              return step === undefined ? '' : formatCount(step);
            },
          },
        },
        y: {
          type: 'value',
          // The controller's own default has low values at the top.
          reverse: false,
          offset: false,
          ...(low !== undefined && high !== undefined && { min: low, max: high }),
          grid: { color: ink.grid, drawTicks: false },
          border: { display: false },
          ticks: tick,
        } as never, // a scale type of ours
      },
    },
  };
}

/** A few columns, evenly chosen, the first among them. */
function tickPlaces(columns: number): number[] {
  const every = Math.max(1, Math.ceil(columns / MOST_TICKS));
  return Array.from({ length: Math.ceil(columns / every) }, (_, index) => index * every);
}

import type { ChartOptions } from 'chart.js';
import type { XAxis } from '../../shared/query.ts';
import type { Ink } from './ink.ts';

export interface LineChartSettings {
  x: XAxis;
  log: boolean;
  /** Where the x axis begins and ends; null leaves it to the data. */
  extent: readonly [number, number] | null;
  range: { min: number; max: number } | null;
  ink: Ink;
  onZoom: (window: [number, number]) => void;
}

/** The options of a line chart: no animation, no decimation (the data comes reduced), zoom by dragging. */
export function lineOptions(settings: LineChartSettings): ChartOptions<'line'> {
  const { ink, range } = settings;
  return {
    animation: false,
    parsing: false,
    normalized: true,
    events: [],
    layout: { padding: { top: 6, right: 8 } },
    elements: { line: { tension: 0, borderJoinStyle: 'round' } },
    scales: {
      x: xScale(settings),
      y: {
        type: settings.log ? 'log' : 'value',
        ...(range && { min: range.min, max: range.max }),
        grid: { color: ink.grid, drawTicks: false },
        border: { display: false },
        ticks: { color: ink.text, font: { family: ink.font, size: 11 }, padding: 6 },
      },
    } as never, // the scale types are ours
    plugins: {
      decimation: { enabled: false },
      zoom: {
        zoom: {
          mode: 'x',
          drag: {
            enabled: true,
            threshold: 8,
            backgroundColor: `${ink.accent}26`,
            borderColor: ink.accent,
            borderWidth: 1,
          },
          onZoomComplete: ({ chart }) => {
            const scale = chart.scales.x;
            if (scale) settings.onZoom([scale.min, scale.max]);
          },
        },
      },
    },
  };
}

const X_TYPES = { step: 'step', relative: 'duration', time: 'clock' } as const;

function xScale({ x, extent, ink }: LineChartSettings) {
  return {
    type: X_TYPES[x],
    ...(extent && { min: extent[0], max: extent[1] }),
    grid: { color: ink.grid, drawTicks: false },
    border: { color: ink.grid },
    ticks: { color: ink.text, font: { family: ink.font, size: 11 }, padding: 4, maxRotation: 0 },
  };
}

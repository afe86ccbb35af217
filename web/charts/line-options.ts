import type { ChartOptions, ScaleOptionsByType } from 'chart.js';
import type { XAxis } from '../../shared/query.ts';
import { formatDuration, formatShort, formatValue } from '../core/format.ts';
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
        type: settings.log ? 'logarithmic' : 'linear',
        ...(range && { min: range.min, max: range.max }),
        grid: { color: ink.grid, drawTicks: false },
        border: { display: false },
        ticks: {
          color: ink.text,
          font: { family: ink.font, size: 11 },
          padding: 6,
          maxTicksLimit: 6,
          callback: (value) => formatValue(Number(value), 3),
        },
      },
    },
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

function xScale({ x, extent, ink }: LineChartSettings): Partial<ScaleOptionsByType<'linear' | 'time'>> {
  const shared = {
    ...(extent && { min: extent[0], max: extent[1] }),
    grid: { color: ink.grid, drawTicks: false },
    border: { color: ink.grid },
  };
  const ticks = {
    color: ink.text,
    font: { family: ink.font, size: 11 },
    padding: 4,
    maxTicksLimit: 7,
    maxRotation: 0,
    autoSkipPadding: 16,
  };
  if (x === 'time') {
    const formats = { second: 'HH:mm:ss', minute: 'HH:mm', hour: 'HH:mm', day: 'd MMM', millisecond: 'HH:mm:ss.SSS' };
    return { ...shared, type: 'time', time: { displayFormats: formats }, ticks } as never; // two scale types in one shape
  }
  const text = x === 'step' ? stepText : (value: number) => (value === 0 ? '0' : formatDuration(value));
  const callback = (value: number | string) => text(Number(value));
  return { ...shared, type: 'linear', ticks: { ...ticks, callback, includeBounds: false } } as never;
}

function stepText(step: number): string {
  return Math.abs(step) >= 100_000 ? formatShort(step) : formatValue(step);
}

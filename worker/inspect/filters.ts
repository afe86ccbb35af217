import type { FilterLayer, FiltersAnswer } from '../../shared/inspect/filters.ts';
import type { Parameter } from '../engine/parameters.ts';
import type { Inspection } from './inspection.ts';

const MOST_UNITS = 64;
const MOST_CHANNELS = 4;

/** The first layer of a network on images as images, or the kernels of its convolutions. */
export function answerFilters({ subject, step }: Inspection): FiltersAnswer {
  const { model, splits } = subject;
  if (!splits.image) return { step, layers: [] };
  const weights = model.parameters.all.filter(({ role }) => role === 'weight');
  const kernels = weights.filter(({ value }) => value.shape.length === 4);
  if (kernels.length > 0) return { step, layers: kernels.map(kernelsOf) };
  const [first] = weights;
  return { step, layers: first ? [imagesOf(first, splits.image)] : [] };
}

/** Weights [units, height × width × channels] of a linear layer on images. */
function imagesOf({ name, value }: Parameter, [height, width, channels]: [number, number, number]): FilterLayer {
  const pixels = height * width * channels;
  return layerOf(
    name,
    value.shape[0],
    channels,
    height,
    width,
    (unit, channel, pixel) => value.data[unit * pixels + pixel * channels + channel],
  );
}

/** Weights [height, width, channels, units] of a convolution. */
function kernelsOf({ name, value }: Parameter): FilterLayer {
  const [height, width, channels, units] = value.shape;
  return layerOf(
    name,
    units,
    channels,
    height,
    width,
    (unit, channel, pixel) => value.data[(pixel * channels + channel) * units + unit],
  );
}

function layerOf(
  parameter: string,
  units: number,
  allChannels: number,
  height: number,
  width: number,
  weightAt: (unit: number, channel: number, pixel: number) => number,
): FilterLayer {
  const shown = Math.min(units, MOST_UNITS);
  const channels = Math.min(allChannels, MOST_CHANNELS);
  const pixels = height * width;
  const weights = Float32Array.from({ length: shown * channels * pixels }, (_, at) => {
    const image = Math.floor(at / pixels);
    return weightAt(Math.floor(image / channels), image % channels, at % pixels);
  });
  const largest = weights.reduce((most, each) => (Math.abs(each) > most ? Math.abs(each) : most), 0);
  const name = parameter.slice(0, parameter.lastIndexOf('.'));
  return {
    name,
    units,
    shown,
    channels,
    height,
    width,
    largest,
    weights: Buffer.from(weights.buffer).toString('base64'),
  };
}

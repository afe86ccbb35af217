import type { Floats } from '../engine/floats.ts';
import type { LayerPlan } from '../engine/layers/layer.ts';
import type { Shape } from '../engine/shape.ts';
import type { Inspection } from './inspection.ts';

interface NamedTensor {
  name: string;
  dtype: 'F32' | 'I64';
  shape: readonly number[];
  bytes: Uint8Array;
}

/** PyTorch's names of what normalization keeps. */
const NAMES: Record<string, string> = {
  gain: 'weight',
  mean: 'running_mean',
  variance: 'running_var',
  batches: 'num_batches_tracked',
};

/**
 * The weights of a network as a safetensors file, which PyTorch's Linear, Conv2d, BatchNorm and LayerNorm of the same
 * names load: kernels [out, in, height, width], and the linear layer after convolutions over [channels, height, width].
 *
 * Layout  the length of the header as little-endian u64, the header as JSON with shape and place of each tensor, the tensors
 * Source  huggingface/safetensors, "Format"
 */
export function answerSafetensors({ subject, step }: Inspection): Uint8Array {
  const { model, splits, config } = subject;
  const flattened = shapeBeforeFlatten(model.layers);
  const tensors: NamedTensor[] = [
    ...model.parameters.all.map(({ name, value }) => toTorch(name, value.data, value.shape, flattened)),
    ...[...model.buffers].map(([name, tensor]) => toTorch(name, tensor.data, tensor.shape, null)),
  ];
  const { scaling } = splits;
  return encodeSafetensors(tensors, {
    format: 'pt',
    step: String(step),
    network: JSON.stringify(config.network),
    // scaled = (value − shift) / scale, a number a feature or a channel
    input_shift: JSON.stringify(Array.from(scaling?.shift ?? [0])),
    input_scale: JSON.stringify(Array.from(scaling?.scale ?? [1])),
    target_shift: String(splits.targetShift),
    target_scale: String(splits.targetScale),
  });
}

/** Numbers as the file of a tensor, in one order of bytes on every machine. */
export function encodeSafetensors(tensors: readonly NamedTensor[], metadata: Record<string, string>): Uint8Array {
  const header: Record<string, unknown> = { __metadata__: metadata };
  let end = 0;
  for (const { name, dtype, shape, bytes } of tensors) {
    header[name] = { dtype, shape, data_offsets: [end, end + bytes.length] };
    end += bytes.length;
  }
  const text = Buffer.from(JSON.stringify(header));
  const padded = Buffer.concat([text, Buffer.alloc((8 - (text.length % 8)) % 8, ' ')]);
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(padded.length));
  return Buffer.concat([length, padded, ...tensors.map(({ bytes }) => bytes)]);
}

function toTorch(parameter: string, data: Floats, shape: Shape, flattened: FlattenedInput | null): NamedTensor {
  const dot = parameter.lastIndexOf('.');
  const [layer, own] = [parameter.slice(0, dot), parameter.slice(dot + 1)];
  const name = `${layer}.${NAMES[own] ?? own}`;
  if (own === 'batches') return { name, dtype: 'I64', shape: [], bytes: int64(data[0]) };
  if (shape.length === 4) {
    const [height, width, channels, outputs] = shape;
    const torch = [outputs, channels, height, width];
    return { name, dtype: 'F32', shape: torch, bytes: reordered(data, shape, [3, 2, 0, 1]) };
  }
  if (flattened && layer === flattened.layer && shape.length === 2)
    return { name, dtype: 'F32', shape, bytes: reordered(data, [shape[0], ...flattened.shape], [0, 3, 1, 2]) };
  return { name, dtype: 'F32', shape, bytes: float32(data) };
}

interface FlattenedInput {
  /** The first layer with weights after images were flattened. */
  layer: string;
  /** Height, width, channels of those. */
  shape: Shape;
}

function shapeBeforeFlatten(layers: readonly LayerPlan[]): FlattenedInput | null {
  const at = layers.findIndex(({ kind }) => kind === 'flatten');
  const next = layers.slice(at + 1).find(({ parameters }) => parameters.length > 0);
  return at < 0 || !next ? null : { layer: next.name, shape: layers[at].inputShape };
}

/** The elements with their axes in another order. */
function reordered(data: Floats, shape: Shape, axes: readonly number[]): Uint8Array {
  const strides = shape.map((_, axis) => shape.slice(axis + 1).reduce((product, length) => product * length, 1));
  const lengths = axes.map((axis) => shape[axis]);
  const steps = axes.map((axis) => strides[axis]);
  const out = new Float32Array(data.length);
  const index = axes.map(() => 0);
  for (let to = 0; to < out.length; to++) {
    out[to] = data[index.reduce((sum, each, axis) => sum + each * steps[axis], 0)];
    for (let axis = index.length - 1; axis >= 0 && ++index[axis] === lengths[axis]; axis--) index[axis] = 0;
  }
  return float32(out);
}

function float32(data: Floats): Uint8Array {
  const bytes = Buffer.alloc(4 * data.length);
  data.forEach((value, at) => {
    bytes.writeFloatLE(value, 4 * at);
  });
  return bytes;
}

function int64(value: number): Uint8Array {
  const bytes = Buffer.alloc(8);
  bytes.writeBigInt64LE(BigInt(value));
  return bytes;
}

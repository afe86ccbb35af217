import { createRequire } from 'node:module';
import { join } from 'node:path';
import { type Side, timed } from './side.ts';

/** The part of onnxruntime-node that a product needs. */
interface Runtime {
  InferenceSession: {
    create(model: Uint8Array, options: object): Promise<{ run(feeds: object): Promise<Record<string, unknown>> }>;
  };
  Tensor: new (type: 'float32', data: Float32Array, dims: number[]) => unknown;
}

/** onnxruntime-node where it is found: it is too large (300 MB) to come along. ONNXRUNTIME names a folder that has it installed. */
export function findOnnx(folder = process.env.ONNXRUNTIME): Runtime | null {
  try {
    return createRequire(folder ? join(folder, 'index.js') : import.meta.url)('onnxruntime-node') as Runtime;
  } catch {
    return null; // not installed
  }
}

/** A product [m, k] · [k, n] as a graph of one node, on one thread. */
export async function onnxProduct(
  { InferenceSession, Tensor }: Runtime,
  m: number,
  k: number,
  n: number,
): Promise<Side> {
  const session = await InferenceSession.create(matmulModel(m, k, n), { intraOpNumThreads: 1, interOpNumThreads: 1 });
  const tensor = (rows: number, columns: number) =>
    new Tensor('float32', new Float32Array(rows * columns).fill(0.5), [rows, columns]);
  const feeds = { a: tensor(m, k), b: tensor(k, n) };
  return { name: 'onnxruntime-node, 1 thread', sample: (count) => timed(count, () => session.run(feeds)) };
}

/** The smallest model that multiplies: `c = MatMul(a, b)` in the fields of onnx.proto3. */
function matmulModel(m: number, k: number, n: number): Uint8Array {
  const dimension = (size: number) => field(1, field(1, size));
  const value = (name: string, rows: number, columns: number) => {
    const shape = field(2, [...dimension(rows), ...dimension(columns)]);
    return [...field(1, text(name)), ...field(2, field(1, [...field(1, 1), ...shape]))];
  };
  const node = [...field(1, text('a')), ...field(1, text('b')), ...field(2, text('c')), ...field(4, text('MatMul'))];
  const graph = [
    ...field(1, node),
    ...field(2, text('product')),
    ...field(11, value('a', m, k)),
    ...field(11, value('b', k, n)),
    ...field(12, value('c', m, n)),
  ];
  const operatorSet = [...field(1, []), ...field(2, 13)];
  return Uint8Array.from([...field(1, 8), ...field(7, graph), ...field(8, operatorSet)]);
}

/** A protobuf field: a number as varint, anything else with its length. */
function field(number: number, content: number | readonly number[]): number[] {
  if (typeof content === 'number') return [...varint(number << 3), ...varint(content)];
  return [...varint((number << 3) | 2), ...varint(content.length), ...content];
}

function varint(value: number): number[] {
  return value < 128 ? [value] : [(value & 127) | 128, ...varint(value >>> 7)];
}

function text(value: string): number[] {
  return [...Buffer.from(value)];
}

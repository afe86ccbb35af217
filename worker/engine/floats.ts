/** The numbers of a tensor: float32 on every kernel set, float64 on the reference kernels only. */
export type Floats = Float32Array | Float64Array;

export type Precision = 'float32' | 'float64';

export const BYTES = { float32: 4, float64: 8 } as const;

const NEGLIGIBLE = 1e-30;

/**
 * `x`, or 0 where it is too small to matter: in float32, averages that decay towards zero end as denormals, on
 * which processors are many times slower.
 */
export function flushed(x: number): number {
  return Math.abs(x) < NEGLIGIBLE ? 0 : x;
}

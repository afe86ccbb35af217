/** The numbers of a tensor: float32 on every kernel set, float64 on the reference kernels only. */
export type Floats = Float32Array | Float64Array;

export type Precision = 'float32' | 'float64';

export const BYTES = { float32: 4, float64: 8 } as const;

/** How a kernel set multiplies: the tile it keeps in registers, and whether multiply and add are fused. */
export interface TileShape {
  rows: number;
  columns: number;
  fused: boolean;
}

const UNROLL = 4;

/**
 * AssemblyScript source of the GEMM micro-kernels for one tile shape. The compiler does not unroll
 * loops over registers, so each accumulator is written out.
 */
export function microKernels({ rows, columns, fused }: TileShape): string {
  const heights = [rows, 4, 2, 1];
  return [
    `export const MR: i32 = ${rows};`,
    `export const NR: i32 = ${columns};`,
    'export const FROM_ZERO: i32 = 0;',
    'export const FROM_BIAS: i32 = 1;',
    'export const ADD_TO_OUT: i32 = 2;',
    ...heights.map((height, index) =>
      microKernel(index === 0 ? 'microFull' : `micro${height}`, height, columns, fused),
    ),
  ].join('\n');
}

/** out [height, NR] = start + a [height, depth] · panel [depth, NR]. */
function microKernel(name: string, height: number, columns: number, fused: boolean): string {
  const vectors = columns / 4;
  const tile = grid(height, vectors);
  const all = (line: (i: number, j: number) => string) => tile.map(([i, j]) => line(i, j)).join('\n');
  const rowsOf = (line: (i: number) => string) => Array.from({ length: height }, (_, i) => line(i)).join('\n');
  const product = (a: string, b: string, c: string) =>
    fused ? `f32x4.relaxed_madd(${a}, ${b}, ${c})` : `f32x4.add(${c}, f32x4.mul(${a}, ${b}))`;

  const oneStep = (u: number) =>
    [
      ...Array.from({ length: vectors }, (_, j) => `const b${u}_${j} = v128.load(panel, ${(u * vectors + j) * 16});`),
      rowsOf((i) =>
        [
          `const a${u}_${i} = v128.load32_splat(a${i}, ${u * 4});`,
          ...Array.from(
            { length: vectors },
            (_, j) => `c${i}_${j} = ${product(`a${u}_${i}`, `b${u}_${j}`, `c${i}_${j}`)};`,
          ),
        ].join('\n'),
      ),
    ].join('\n');
  const advance = (steps: number) =>
    [rowsOf((i) => `a${i} += ${steps * 4};`), `panel += ${steps * columns * 4};`].join('\n');

  return `
export function ${name}(
  out: usize, ldc: usize, a: usize, lda: usize, panel: usize, depth: i32, start: i32, bias: usize, relu: bool,
): void {
${rowsOf((i) => `let a${i} = a + ${i} * lda; const out${i} = out + ${i} * ldc;`)}
${all((i, j) => `let c${i}_${j} = f32x4.splat(0);`)}
if (start == ADD_TO_OUT) {
${all((i, j) => `c${i}_${j} = v128.load(out${i}, ${j * 16});`)}
} else if (start == FROM_BIAS) {
${Array.from({ length: vectors }, (_, j) => `const bias${j} = v128.load(bias, ${j * 16});`).join('\n')}
${all((i, j) => `c${i}_${j} = bias${j};`)}
}
const end = panel + ((depth * ${columns}) << 2);
const whole = panel + (((depth & ~${UNROLL - 1}) * ${columns}) << 2);
while (panel < whole) {
${Array.from({ length: UNROLL }, (_, u) => oneStep(u)).join('\n')}
${advance(UNROLL)}
}
while (panel < end) {
${oneStep(0)}
${advance(1)}
}
if (relu) {
const zero = f32x4.splat(0);
${all((i, j) => `c${i}_${j} = f32x4.max(c${i}_${j}, zero);`)}
}
${all((i, j) => `v128.store(out${i}, c${i}_${j}, ${j * 16});`)}
}`;
}

function grid(rows: number, columns: number): [number, number][] {
  return Array.from({ length: rows * columns }, (_, index) => [Math.floor(index / columns), index % columns]);
}

/** How a kernel set multiplies: the tile it keeps in registers, and whether multiply and add are fused. */
export interface TileShape {
  rows: number;
  columns: number;
  fused: boolean;
}

const UNROLL = 4;

/**
 * AssemblyScript source of the GEMM micro-kernels for one tile shape. The compiler does not unroll
 * loops over registers, so each accumulator is written out. `rows` kernels read a [height, depth] with rows
 * `lda` bytes apart, `columns` kernels one stored the other way round.
 */
export function microKernels({ rows, columns, fused }: TileShape): string {
  const heights = [rows, 4, 2, 1];
  const name = (height: number, index: number) => (index === 0 ? 'Full' : String(height));
  return [
    `export const MR: i32 = ${rows};`,
    `export const NR: i32 = ${columns};`,
    'export const FROM_ZERO: i32 = 0;',
    'export const FROM_BIAS: i32 = 1;',
    'export const ADD_TO_OUT: i32 = 2;',
    ...heights.map((height, i) => microKernel(`rows${name(height, i)}`, height, columns, fused, ROWS)),
    ...heights.map((height, i) => microKernel(`columns${name(height, i)}`, height, columns, fused, COLUMNS)),
  ].join('\n');
}

/** How a kernel walks through a: what it sets up, how it reads element i of step u, and how it goes on. */
interface Walk {
  start: (height: number) => string;
  step: (u: number) => string;
  element: (i: number, u: number) => string;
  advance: (height: number, steps: number) => string;
}

const ROWS: Walk = {
  start: (height) => lines(height, (i) => `let a${i} = a + ${i} * lda;`),
  step: () => '',
  element: (i, u) => `v128.load32_splat(a${i}, ${u * 4})`,
  advance: (height, steps) => lines(height, (i) => `a${i} += ${steps * 4};`),
};

const COLUMNS: Walk = {
  start: () => 'let at = a;',
  step: (u) => (u === 0 ? '' : `const at${u} = at + ${u} * lda;`),
  element: (i, u) => `v128.load32_splat(at${u === 0 ? '' : u}, ${i * 4})`,
  advance: (_, steps) => `at += ${steps} * lda;`,
};

/** out [height, NR] = start + a [height, depth] · panel [depth, NR]. */
function microKernel(name: string, height: number, columns: number, fused: boolean, walk: Walk): string {
  const vectors = columns / 4;
  const tile = grid(height, vectors);
  const all = (line: (i: number, j: number) => string) => tile.map(([i, j]) => line(i, j)).join('\n');
  const product = (a: string, b: string, c: string) =>
    fused ? `f32x4.relaxed_madd(${a}, ${b}, ${c})` : `f32x4.add(${c}, f32x4.mul(${a}, ${b}))`;

  const oneStep = (u: number) => {
    const updates = (i: number) =>
      lines(vectors, (j) => `c${i}_${j} = ${product(`a${u}_${i}`, `b${u}_${j}`, `c${i}_${j}`)};`);
    return [
      walk.step(u),
      lines(vectors, (j) => `const b${u}_${j} = v128.load(panel, ${(u * vectors + j) * 16});`),
      lines(height, (i) => `const a${u}_${i} = ${walk.element(i, u)};\n${updates(i)}`),
    ].join('\n');
  };
  const advance = (steps: number) => `${walk.advance(height, steps)}\npanel += ${steps * columns * 4};`;

  return `
export function ${name}(
  out: usize, ldc: usize, a: usize, lda: usize, panel: usize, depth: i32, start: i32, bias: usize, relu: bool,
): void {
${walk.start(height)}
${lines(height, (i) => `const out${i} = out + ${i} * ldc;`)}
${all((i, j) => `let c${i}_${j} = f32x4.splat(0);`)}
if (start == ADD_TO_OUT) {
${all((i, j) => `c${i}_${j} = v128.load(out${i}, ${j * 16});`)}
} else if (start == FROM_BIAS) {
${lines(vectors, (j) => `const bias${j} = v128.load(bias, ${j * 16});`)}
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

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('\n');
}

function grid(rows: number, columns: number): [number, number][] {
  return Array.from({ length: rows * columns }, (_, index) => [Math.floor(index / columns), index % columns]);
}

/** How a kernel set multiplies: the tile it keeps in registers, and whether multiply and add are fused. */
export interface TileShape {
  rows: number;
  columns: number;
  fused: boolean;
}

/**
 * AssemblyScript source of the GEMM micro-kernels for one tile shape. The compiler does not unroll
 * loops over registers, so each accumulator is written out, for each height of a tile up to the full one.
 * They read a [height, depth] by rows `aPitch` bytes apart or, stored the other way round, by columns.
 */
export function microKernels({ rows, columns, fused }: TileShape): string {
  const heights = Array.from({ length: rows }, (_, index) => index + 1);
  return [
    `export const MR: i32 = ${rows};`,
    `export const NR: i32 = ${columns};`,
    ...heights.map((height) => microKernel(height, columns, fused, ROWS)),
    ...heights.map((height) => microKernel(height, columns, fused, COLUMNS)),
    tile(heights),
  ].join('\n');
}

const PARAMETERS =
  'out: usize, outPitch: usize, a: usize, aPitch: usize, panel: usize, depth: i32, start: usize, startPitch: usize, floor: f32';
const ARGUMENTS = 'out, outPitch, a, aPitch, panel, depth, start, startPitch, floor';

/** How a kernel walks through a: what it sets up, how it reads the element of row i, and how it goes on to the next column. */
interface Walk {
  name: string;
  start: (height: number) => string;
  element: (i: number) => string;
  advance: (height: number) => string;
}

const ROWS: Walk = {
  name: 'rows',
  start: (height) => lines(height, (i) => `let a${i} = a + ${i} * aPitch;`),
  element: (i) => `v128.load32_splat(a${i})`,
  advance: (height) => lines(height, (i) => `a${i} += 4;`),
};

const COLUMNS: Walk = {
  name: 'columns',
  start: () => 'let at = a;',
  element: (i) => `v128.load32_splat(at, ${i * 4})`,
  advance: () => 'at += aPitch;',
};

/**
 * out [height, NR] = max(start + a [height, depth] · panel [depth, NR], floor), where start has rows `startPitch`
 * bytes apart, or one row for all with a pitch of 0.
 *
 * Nothing branches but the loop, and the loop takes one step at a time: V8 makes 256-bit operations of pairs of
 * 128-bit ones only where it finds both in one block, and with more steps at once it keeps more vectors than there
 * are registers.
 */
function microKernel(height: number, columns: number, fused: boolean, walk: Walk): string {
  const vectors = columns / 4;
  const tile = grid(height, vectors);
  const all = (line: (i: number, j: number) => string) => tile.map(([i, j]) => line(i, j)).join('\n');
  const product = (a: string, b: string, c: string) =>
    fused ? `f32x4.relaxed_madd(${a}, ${b}, ${c})` : `f32x4.add(${c}, f32x4.mul(${a}, ${b}))`;
  const updates = (i: number) => lines(vectors, (j) => `c${i}_${j} = ${product(`left${i}`, `b${j}`, `c${i}_${j}`)};`);

  return `
function ${walk.name}${height}(${PARAMETERS}): void {
${walk.start(height)}
${all((i, j) => `let c${i}_${j} = v128.load(start + ${i} * startPitch, ${j * 16});`)}
const end = panel + ((depth * ${columns}) << 2);
while (panel < end) {
${lines(vectors, (j) => `const b${j} = v128.load(panel, ${j * 16});`)}
${lines(height, (i) => `const left${i} = ${walk.element(i)};\n${updates(i)}`)}
${walk.advance(height)}
panel += ${columns * 4};
}
const least = f32x4.splat(floor);
${lines(height, (i) => `const out${i} = out + ${i} * outPitch;`)}
${all((i, j) => `v128.store(out${i}, f32x4.max(c${i}_${j}, least), ${j * 16});`)}
}`;
}

/** AssemblyScript source of the one function that the others are called through. */
function tile(heights: readonly number[]): string {
  const calls = ({ name }: Walk) =>
    heights.toReversed().map((height) => `if (height == ${height}) return ${name}${height}(${ARGUMENTS});`);
  return `
@inline
export function tile(byColumns: bool, height: i32, ${PARAMETERS}): void {
if (byColumns) {
${calls(COLUMNS).join('\n')}
} else {
${calls(ROWS).join('\n')}
}
}`;
}

function lines(count: number, line: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => line(index)).join('\n');
}

function grid(rows: number, columns: number): [number, number][] {
  return Array.from({ length: rows * columns }, (_, index) => [Math.floor(index / columns), index % columns]);
}

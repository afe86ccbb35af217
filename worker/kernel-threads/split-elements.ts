import { type Args, FLOAT_BYTES, type Halves, LINE_FLOATS, middle, type Split, withArgs } from './split.ts';

/** (out, a, n, parameter) */
export function splitUnary(nanoseconds: number): Split {
  return {
    cost: (args) => nanoseconds * args[2],
    halves: (args) => splitBlocks(args, 2, 2, LINE_FLOATS),
  };
}

/** (out, a, b, n, length of a, length of b), of which a shorter operand repeats: split where it begins anew. */
export function splitBinary(nanoseconds: number): Split {
  return {
    cost: (args) => nanoseconds * args[3],
    halves(args) {
      const [out, a, b, n, lengthA, lengthB] = args;
      const row = Math.max(lengthA < n ? lengthA : 1, lengthB < n ? lengthB : 1);
      const at = middle(n, row > 1 ? row : LINE_FLOATS);
      if (at === 0) return null;
      const operand = (block: number, length: number) =>
        length === n
          ? { block: block + at * FLOAT_BYTES, before: at, after: n - at }
          : { block, before: length, after: length };
      const [left, right] = [operand(a, lengthA), operand(b, lengthB)];
      return [
        [out, a, b, at, left.before, right.before],
        [out + at * FLOAT_BYTES, left.block, right.block, n - at, left.after, right.after],
      ];
    },
  };
}

/** (blocks of n elements …, n, scalars …): a step of an optimizer. */
export function splitStep(blocks: number, nanoseconds: number): Split {
  return {
    cost: (args) => nanoseconds * args[blocks],
    halves: (args) => splitBlocks(args, blocks, blocks, LINE_FLOATS),
  };
}

/** (out, a, rows, length, …), row by row. */
export function splitRows(nanoseconds: number, outputs: (length: number) => number): Split {
  return {
    cost: ([, , rows, length]) => nanoseconds * rows * length,
    halves(args) {
      const [out, a, rows, length] = args;
      const at = middle(rows, 1);
      if (at === 0) return null;
      const [outBytes, bytes] = [at * outputs(length) * FLOAT_BYTES, at * length * FLOAT_BYTES];
      return [withArgs(args, { 2: at }), withArgs(args, { 0: out + outBytes, 1: a + bytes, 2: rows - at })];
    },
  };
}

/** (out, a, rows, columns, elements from row to row), added up column by column. */
export function splitColumnSums(nanoseconds: number): Split {
  return {
    cost: ([, , rows, columns]) => nanoseconds * rows * columns,
    halves(args) {
      const [out, a, , columns] = args;
      const at = middle(columns, LINE_FLOATS);
      if (at === 0) return null;
      const bytes = at * FLOAT_BYTES;
      return [withArgs(args, { 3: at }), withArgs(args, { 0: out + bytes, 1: a + bytes, 3: columns - at })];
    },
  };
}

/** (out, a, four lengths, four strides), along the first axis that there is. */
export function splitGather(nanoseconds: number): Split {
  return {
    cost: (args) => nanoseconds * args.slice(2, 6).reduce((product, length) => product * length, 1),
    halves(args) {
      const lengths = args.slice(2, 6);
      const axis = lengths.findIndex((length) => length > 1);
      if (axis < 0) return null;
      const at = middle(lengths[axis], 1);
      if (at === 0) return null;
      const inner = lengths.slice(axis + 1).reduce((product, length) => product * length, 1);
      return [
        withArgs(args, { [2 + axis]: at }),
        withArgs(args, {
          [2 + axis]: lengths[axis] - at,
          0: args[0] + at * inner * FLOAT_BYTES,
          1: args[1] + at * args[6 + axis] * FLOAT_BYTES,
        }),
      ];
    },
  };
}

/** The first `blocks` arguments are blocks of as many elements as argument `count` says. */
function splitBlocks(args: Args, blocks: number, count: number, step: number): Halves | null {
  const at = middle(args[count], step);
  if (at === 0) return null;
  return [
    withArgs(args, { [count]: at }),
    args.map((value, index) => (index < blocks ? value + at * FLOAT_BYTES : index === count ? value - at : value)),
  ];
}

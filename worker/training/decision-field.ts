import type { BoundaryHeader } from '../../shared/inspect/boundary-file.ts';
import {
  type BoundaryFile,
  encodeCell,
  FIELD_SIDE,
  MAX_FIELD_CLASSES,
  POINT_SETS,
} from '../../shared/inspect/boundary-file.ts';
import { EVALUATION_BATCH } from '../../shared/training/memory.ts';
import type { Examples, Splits } from '../data/examples.ts';
import type { Sequential } from '../engine/layers/sequential.ts';
import { sigmoid } from '../engine/ops/elementwise.ts';
import { softmax } from '../engine/ops/softmax.ts';
import type { Tensor } from '../engine/tensor.ts';
import type { Objective } from './objective.ts';

/** Of what the data spans, on each side. */
const MARGIN = 0.12;
/** Points of a set that are kept to be drawn, at most. */
const MAX_POINTS = 2000;

/** Whether what a network predicts can be drawn in a plane. */
export function hasField({ features, task, outputs }: Splits): boolean {
  return features === 2 && (task === 'regression' ? outputs === 1 : outputs <= MAX_FIELD_CLASSES);
}

/** The plane that the fields of a run span, and the examples in it, in the units of the data. */
export function planeOf(splits: Splits): Pick<BoundaryFile, 'header' | 'points'> {
  const points = {
    train: pointsOf(splits.train, splits),
    validation: pointsOf(splits.validation, splits),
    test: pointsOf(splits.test, splits),
  };
  const all = POINT_SETS.map((set) => points[set]);
  const header: BoundaryHeader = {
    side: FIELD_SIDE,
    x: spanOf(all, 0),
    y: spanOf(all, 1),
    names: splits.featureNames,
    task: splits.task,
    outputs: splits.outputs,
    classNames: splits.classNames,
    range: splits.task === 'regression' ? spanOf(all, 2) : null,
    points: { train: points.train.length / 3, validation: points.validation.length / 3, test: points.test.length / 3 },
  };
  return { header, points };
}

/**
 * What the network predicts at the middle of each cell, a byte each (`encodeCell`, or a share of the range of values). As
 * many at once as in an evaluation, so that it takes no more memory.
 */
export function fieldOf(model: Sequential, objective: Objective, splits: Splits, header: BoundaryHeader): Uint8Array {
  const { engine } = model;
  const grid = gridOf(splits, header);
  const cells = new Uint8Array(grid.length / 2);
  for (let from = 0; from < cells.length; from += EVALUATION_BATCH) {
    const inputs = grid.subarray(2 * from, 2 * (from + EVALUATION_BATCH));
    engine.scope(() =>
      engine.withoutGradients(() => {
        const output = model.forward(engine.tensor(inputs, [inputs.length / 2, 2]), 'evaluate');
        const found = header.range
          ? valueCells(output, splits, header.range)
          : classCells(scoresOf(output, objective), splits.outputs);
        cells.set(found, from);
      }),
    );
  }
  return cells;
}

function scoresOf(output: Tensor, { name }: Objective): Tensor {
  if (name === 'cross-entropy') return softmax(output);
  return name === 'bce' ? sigmoid(output) : output;
}

function classCells({ data, shape }: Tensor, classes: number): Uint8Array {
  return Uint8Array.from({ length: shape[0] }, (_, cell) => {
    let best = 0;
    let second = Number.NEGATIVE_INFINITY;
    const at = cell * classes;
    for (let index = 1; index < classes; index++) {
      const score = data[at + index];
      if (score > data[at + best]) {
        second = data[at + best];
        best = index;
      } else if (score > second) second = score;
    }
    const lead = Math.min(1, data[at + best] - second);
    return encodeCell(best, Number.isNaN(lead) ? 0 : lead, classes);
  });
}

function valueCells(
  { data, shape }: Tensor,
  { targetScale, targetShift }: Splits,
  [low, high]: [number, number],
): Uint8Array {
  return Uint8Array.from({ length: shape[0] }, (_, cell) => {
    const share = (data[cell] * targetScale + targetShift - low) / (high - low || 1);
    return Math.round(255 * Math.min(1, Math.max(0, share || 0)));
  });
}

/** The middles of the cells, scaled as the inputs that the network learned from. */
function gridOf({ scaling }: Splits, { side, x, y }: BoundaryHeader): Float32Array {
  const grid = new Float32Array(2 * side ** 2);
  const [shiftX, shiftY] = scaling?.shift ?? [0, 0];
  const [scaleX, scaleY] = scaling?.scale ?? [1, 1];
  for (let row = 0; row < side; row++)
    for (let column = 0; column < side; column++) {
      const at = 2 * (row * side + column);
      grid[at] = (x[0] + ((column + 0.5) / side) * (x[1] - x[0]) - shiftX) / scaleX;
      grid[at + 1] = (y[0] + ((row + 0.5) / side) * (y[1] - y[0]) - shiftY) / scaleY;
    }
  return grid;
}

/** x, y and target of examples, the first ones. */
function pointsOf(
  { count, inputs, targets }: Examples,
  { scaling, task, targetScale, targetShift }: Splits,
): Float32Array {
  const shown = Math.min(count, MAX_POINTS);
  const out = new Float32Array(3 * shown);
  for (let row = 0; row < shown; row++) {
    for (const axis of [0, 1]) {
      const value = inputs[2 * row + axis];
      out[3 * row + axis] = scaling ? value * scaling.scale[axis] + scaling.shift[axis] : value;
    }
    out[3 * row + 2] = task === 'classification' ? targets[row] : targets[row] * targetScale + targetShift;
  }
  return out;
}

/** From the least to the largest of every third number, with a margin where that is a coordinate. */
function spanOf(sets: readonly Float32Array[], place: 0 | 1 | 2): [number, number] {
  let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const values of sets)
    for (let at = place; at < values.length; at += 3) {
      low = Math.min(low, values[at]);
      high = Math.max(high, values[at]);
    }
  const margin = (high - low || 1) * MARGIN;
  return [low - margin, high + margin];
}

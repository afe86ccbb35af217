import type { LossPlane, PlaneRequest } from '../../shared/inspect/loss-surface.ts';
import { type JsonNumber, toJsonNumber } from '../../shared/number.ts';
import type { Examples } from '../data/examples.ts';
import { Generator } from '../engine/rng.ts';
import { readCheckpoint } from '../training/checkpoint.ts';
import { type Direction, filterNormalized, type PathPlane, principalPlane } from './directions.ts';
import { InspectError } from './errors.ts';
import type { Inspection } from './inspection.ts';
import { putWeights, type Subject, type Weights, weightsOf } from './subject.ts';

/** Examples of the training set that the loss is taken over, the first ones. */
const MOST_EXAMPLES = 1000;
/** Room around the path, as a share of what it spans. */
const MARGIN = 0.25;

/** Where the loss is taken. */
export function answerPlane(inspection: Inspection, request: PlaneRequest): LossPlane {
  const { subject, step } = inspection;
  const examples = Math.min(subject.splits.train.count, MOST_EXAMPLES);
  const { side, extent } = request;
  if (request.directions === 'random') {
    const places = evenly(-extent, extent, side);
    return { step, examples, x: places, y: places, path: null, explained: null };
  }
  const { places, explained, steps, origin } = planeOfPath(subject, step, request);
  const path = places.map(([x, y], index) => ({ step: steps[index], x: x - origin[0], y: y - origin[1] }));
  const span = (values: number[]) => {
    const [low, high] = [Math.min(...values, 0), Math.max(...values, 0)];
    const room = MARGIN * (high - low) || 1;
    return evenly(low - room, high + room, side);
  };
  return { step, examples, x: span(path.map(({ x }) => x)), y: span(path.map(({ y }) => y)), path, explained };
}

/** The losses along one line of the plane, with everything put back as it was. */
export function answerLine(
  inspection: Inspection,
  { plane, place, ...request }: PlaneRequest & { plane: LossPlane; place: number },
): JsonNumber[] {
  const { subject } = inspection;
  const { model, objective, splits } = subject;
  const [first, second] = directionsOf(subject, inspection.step, request);
  const center = weightsOf(model);
  const examples = firstOf(splits.train, plane.examples);
  try {
    return plane.x.map((x) => {
      moveTo(subject, center, [first, second], [x, plane.y[place]]);
      return toJsonNumber(objective.evaluate(model, examples).scores.loss);
    });
  } finally {
    putWeights(model, center);
  }
}

function directionsOf(subject: Subject, step: number, request: PlaneRequest): [Direction, Direction] {
  if (request.directions === 'path') return planeOfPath(subject, step, request).directions;
  const random = new Generator(request.seed, 'noise');
  const { all } = subject.model.parameters;
  return [filterNormalized(all, random), filterNormalized(all, random)];
}

/** The plane that was laid last through each network: all lines of a surface lie in one. */
const laid = new WeakMap<Subject, { states: string; plane: PathPlane }>();

function planeThrough(subject: Subject, states: PlaneRequest['states']): PathPlane {
  const key = JSON.stringify(states);
  const known = laid.get(subject);
  if (known?.states === key) return known.plane;
  const weights = states.map(({ file }): Weights => (file === null ? subject.initial : readCheckpoint(file).state));
  const plane = principalPlane(subject.model.parameters.all, weights);
  laid.set(subject, { states: key, plane });
  return plane;
}

function planeOfPath(subject: Subject, step: number, { states }: PlaneRequest) {
  if (states.length < 3)
    throw new InspectError(
      'conflict',
      'The path of a run needs weights of at least three steps, its start among them.',
    );
  const steps = states.map((state) => state.step);
  const plane = planeThrough(subject, states);
  return { ...plane, steps, origin: plane.places[Math.max(0, steps.indexOf(step))] };
}

function moveTo(
  { model }: Subject,
  center: Weights,
  directions: readonly Direction[],
  places: readonly number[],
): void {
  for (const { name, value } of model.parameters.all) {
    const from = center.parameters[name];
    const along = directions.map((direction) => direction.get(name));
    for (let at = 0; at < value.size; at++)
      value.data[at] = from[at] + places[0] * (along[0]?.[at] ?? 0) + places[1] * (along[1]?.[at] ?? 0);
  }
}

function firstOf(all: Examples, count: number): Examples {
  const share = count / all.count;
  return {
    count,
    inputs: all.inputs.subarray(0, Math.round(all.inputs.length * share)),
    targets: all.targets.subarray(0, Math.round(all.targets.length * share)),
  };
}

function evenly(low: number, high: number, count: number): number[] {
  return Array.from({ length: count }, (_, place) => low + (place / (count - 1)) * (high - low));
}

import type { Run } from '../../shared/run.ts';
import { LaunchRequest } from '../../shared/training/launch.ts';
import { withDefaults } from '../../shared/validate.ts';
import type { Datasets } from '../datasets/datasets.svelte.ts';
import { durationMs } from '../runs/run-facts.ts';
import { type Plan, planOf } from './plan.ts';

/** What a step of a training that ended took here. */
export interface Timed {
  /** Multiplications of a forward pass over the batch of a step. */
  work: number;
  msPerStep: number;
}

/** What a step costs beside its arithmetic, as multiplications that would take as long. */
const OVERHEAD = 2e6;
/** Other work on the machine slowed some of them down: the middle one of so many counts. */
const MOST_ALIKE = 5;
/** Milliseconds that a training takes before its first step and after its last. */
const AROUND_MS = 800;

/** Multiplications of a forward pass over the batch of one step. */
export function workOf(plan: Plan): number {
  const each = plan.layers.reduce((sum, { output, parameters }) => sum + parameters * positions(output), 0);
  return (each * plan.trainExamples) / plan.stepsPerEpoch;
}

/** A convolution uses its parameters at each position of the image that it makes. */
function positions(output: readonly number[]): number {
  return output.slice(0, -1).reduce((product, length) => product * length, 1);
}

/** The runs that ended here, with what a step of theirs took; those whose dataset is not known any more are left out. */
export function timedRuns(runs: readonly Run[], find: Datasets['find']): Timed[] {
  return runs.flatMap((run) => {
    if ('surface' in run.config) return []; // its steps are those of a point, not of a network
    const config = withDefaults<LaunchRequest>(LaunchRequest, run.config);
    const plan = planOf(config, find(config.dataset?.name));
    const [steps, ms] = [run.progress?.step ?? 0, (durationMs(run, 0) ?? 0) - AROUND_MS];
    return plan && steps > 0 && ms > AROUND_MS ? [{ work: workOf(plan), msPerStep: ms / steps }] : [];
  });
}

/** Milliseconds that a training will take here, by the runs with the most alike steps; null before there is one. */
export function expectedMs(plan: Plan, timed: readonly Timed[]): number | null {
  const work = workOf(plan);
  const apart = (each: Timed) => Math.abs(Math.log((each.work + OVERHEAD) / (work + OVERHEAD)));
  const alike = timed.toSorted((a, b) => apart(a) - apart(b)).slice(0, MOST_ALIKE);
  const perStep = alike.map((each) => (each.msPerStep * (work + OVERHEAD)) / (each.work + OVERHEAD));
  const middle = perStep.toSorted((a, b) => a - b)[Math.floor((perStep.length - 1) / 2)];
  return middle === undefined ? null : plan.totalSteps * middle;
}

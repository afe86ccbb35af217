import type { Job } from '../../shared/training/job.ts';
import { Optimizer } from '../../shared/training/optimizer.ts';
import { Schedule } from '../../shared/training/schedule.ts';
import { withDefaults } from '../../shared/validate.ts';
import type { Splits } from '../data/examples.ts';
import { gradients } from '../engine/autodiff.ts';
import type { Floats } from '../engine/floats.ts';
import type { Parameters } from '../engine/parameters.ts';
import { ReferenceKernels } from '../engine/reference-kernels.ts';
import { Engine, type Tensor } from '../engine/tensor.ts';
import { type JobResult, runJob } from '../jobs/run-job.ts';
import { Recorder } from '../training/recorder.ts';
import { train } from '../training/trainer.ts';
import type { Context } from './check.ts';

/** Settings of a job, of which those left out have their defaults. */
export type Given = Record<string, unknown>;

const QUIET = { dataset: { name: 'moons' }, histogramEvery: 0, layersEvery: 0, checkpointEvery: 0 };

/** Descends on a surface. */
export function descend(given: Given): JobResult {
  return runJob({ onNonFinite: 'continue', ...given } as unknown as Job);
}

export interface Trained extends JobResult {
  /** The parameters after the last step, by name. */
  parameters: Record<string, Floats>;
}

/** Trains a network on examples that were read before. */
export function trainOn({ engine }: Context, splits: Splits, given: Given): Trained {
  let parameters: Record<string, Floats> = {};
  const result = runJob({ ...QUIET, checkpointEvery: 1_000_000, ...given } as unknown as Job, {
    splits: () => splits,
    engine: engine(),
    saveCheckpoint({ state }) {
      ({ parameters } = state);
      return { bytes: 0 };
    },
  });
  return { ...result, parameters };
}

/** The last value of a series. */
export function last({ series }: JobResult, key: string): number {
  return series[key]?.at(-1) ?? Number.NaN;
}

/** An engine in double precision, for what is checked to many digits. */
export function float64Engine(bytes = 2 ** 26): Engine {
  return new Engine({ kernels: new ReferenceKernels('float64'), memory: new ArrayBuffer(bytes), start: 0 });
}

export interface MinimizeOptions {
  optimizer: Given;
  schedule?: Given;
  steps: number;
  /** Called after each step, with the loss before it. */
  onStep?: (step: number, loss: number) => void;
}

/** Minimizes any loss of some parameters by the training loop; returns the loss before each step. */
export function minimize(parameters: Parameters, loss: () => Tensor, options: MinimizeOptions): number[] {
  const { optimizer, schedule = {}, steps, onStep } = options;
  const losses: number[] = [];
  const evaluate = () =>
    parameters.engine.scope(() => {
      const value = loss();
      gradients(value, parameters.tensors);
      return value.item;
    });
  const problem = {
    parameters,
    stepsPerEpoch: 1,
    introduce: () => {},
    evaluate: (_step: number, known: number | null) => known ?? evaluate(),
    evaluateAgain: evaluate,
    measure: () => {},
    record(step: number, facts: { loss: number }) {
      losses.push(facts.loss);
      onStep?.(step, facts.loss);
    },
    score: () => losses.at(-1) ?? Number.NaN,
    conclude: () => ({}),
  };
  const config = {
    optimizer: withDefaults<Optimizer>(Optimizer, optimizer),
    schedule: withDefaults<Schedule>(Schedule, { name: 'constant', ...schedule }),
    clipNorm: 0,
    clipValue: 0,
    length: { unit: 'steps' as const, count: steps },
    onNonFinite: 'continue' as const,
  };
  train(problem, config, {
    recorder: new Recorder({ writer: 'reproduce', attempt: 1, send: () => {} }),
    shouldStop: () => false,
    onStep: () => {},
  });
  return losses;
}

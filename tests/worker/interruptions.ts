import { Optimizer } from '../../shared/training/optimizer.ts';
import type { StartMode } from '../../shared/training/run-start.ts';
import type { JobResult, RunJobOptions } from '../../worker/jobs/run-job.ts';
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from '../../worker/training/checkpoint.ts';

export const OPTIMIZER_NAMES = Optimizer.anyOf.map(({ properties }) => properties.name.const);

/** Every optimizer, and those settings by which one keeps other state. */
export const OPTIMIZER_FORMS: [title: string, settings: Record<string, unknown>][] = [
  ...OPTIMIZER_NAMES.map((name): [string, Record<string, unknown>] => [name, { name }]),
  ['gd, backtracking', { name: 'gd', lineSearch: 'backtracking' }],
  ['gd, strong Wolfe', { name: 'gd', lineSearch: 'strong-wolfe' }],
  ['lbfgs, backtracking', { name: 'lbfgs', lineSearch: 'backtracking', history: 2 }],
  ['momentum, lecture', { name: 'momentum', form: 'lecture' }],
  ['nesterov, lecture', { name: 'nesterov', form: 'lecture' }],
  ['rmsprop, centered', { name: 'rmsprop', centered: 'yes', momentum: 0.9 }],
  ['adam, amsgrad', { name: 'adam', amsgrad: 'yes', weightDecay: 0.01, decays: 'weights' }],
];

/** Series of time, and of what the machine does, are of each attempt. */
const OF_TIME = ['train/examples_per_second', 'system/cpu_percent', 'system/memory_mb'];

/** Runs a job up to `cut`, and returns what was recorded and the state there as its file has it. */
export function interrupted(
  run: (options: RunJobOptions) => JobResult,
  cut: number,
  start?: Checkpoint,
  mode: StartMode = 'resume',
) {
  let done = 0;
  let saved: Checkpoint | undefined;
  const story = run({
    ...(start && { start: { checkpoint: start, mode } }),
    shouldStop: () => done >= cut && 'pause',
    onStep(step) {
      done = step;
    },
    saveCheckpoint({ place, ...rest }) {
      const bytes = encodeCheckpoint({ place: { ...place, run: 'r', seq: 1 }, ...rest });
      saved = decodeCheckpoint(bytes);
      return { bytes: bytes.length };
    },
  });
  if (!saved) throw new Error('a training that is paused saves its state');
  return { story, saved };
}

/** All that attempts at one run recorded, one after the other, but what is of time. */
export function recorded(stories: readonly JobResult[]) {
  const series: Record<string, [step: number, value: number][]> = {};
  for (const { series: values, steps } of stories) {
    for (const [key, column] of Object.entries(values)) {
      if (OF_TIME.includes(key)) continue;
      series[key] = [
        ...(series[key] ?? []),
        ...column.map((value, i): [number, number] => [steps[key]?.[i] ?? -1, value]),
      ];
    }
  }
  const batches = stories.flatMap((story) => story.batches);
  const histograms = batches.flatMap((batch) => batch.histograms ?? []);
  const events = batches
    .flatMap((batch) => batch.events ?? [])
    .filter(({ kind }) => kind === 'learning-rate' || kind === 'nan');
  return { series, histograms, events };
}

import type { FieldError } from '../errors.ts';
import type { Job } from './job.ts';
import { isSurfaceJob } from './job.ts';
import { searchesLine } from './optimizer.ts';
import type { AskedSettings, SteeredSettings, Steering } from './steering.ts';

/** The settings of a training that are steered; those of networks alone may be missing. */
type Steerable = Pick<Job, 'optimizer' | 'schedule' | 'clipNorm' | 'clipValue' | 'length'>;

const OF_NETWORKS = ['histogramEvery', 'layersEvery'] as const;

/** The name that an optimizer has for its momentum; null where it has none. */
export function momentumName({ optimizer }: Pick<Steerable, 'optimizer'>): 'momentum' | 'beta1' | null {
  if ('momentum' in optimizer) return 'momentum';
  return 'beta1' in optimizer ? 'beta1' : null;
}

/** What of the asked settings a training that was launched so cannot take while it runs, with what it can. */
export function steeringFaults(launched: Job, asked: AskedSettings): FieldError[] {
  const reasons: Partial<Record<keyof AskedSettings, string | null>> = {
    learningRate: searchesLine(launched.optimizer) ? 'cannot be steered: a line search sets the length of steps' : null,
    weightDecay: decayReason(launched),
    momentum: momentumReason(launched),
    clipNorm: clipReason(launched, asked.clipNorm),
    clipValue: clipReason(launched, asked.clipValue),
    length: asked.length && isSurfaceJob(launched) && asked.length.unit !== 'steps' ? 'must be in steps' : null,
    layersEvery:
      !isSurfaceJob(launched) && launched.layersEvery === 0 ? 'cannot be steered: the run began without' : null,
  };
  if (isSurfaceJob(launched)) for (const name of OF_NETWORKS) reasons[name] = 'is no setting of a surface';
  return Object.entries(reasons).flatMap(([name, message]) => {
    const value = asked[name as keyof AskedSettings];
    return message && value !== undefined ? [{ path: `/set/${name}`, message, value }] : [];
  });
}

/** Weights that are to decay apart from biases are kept apart from the start. */
function decayReason({ optimizer }: Job): string | null {
  const { decays, weightDecay } = optimizer;
  return decays === 'weights' && weightDecay === 0
    ? 'cannot be steered: the run began without weight decay, for weights alone; launch it with one to change it'
    : null;
}

function momentumReason({ optimizer, schedule }: Job): string | null {
  const name = momentumName({ optimizer });
  if (name === null) return `cannot be steered: ${optimizer.name} has none`;
  if (schedule.name === 'one-cycle' && schedule.momentum === 'cycled') return 'cannot be steered: the schedule sets it';
  const began = (optimizer as Record<string, unknown>)[name];
  return name === 'momentum' && began === 0 ? 'cannot be steered: the run began without, and keeps no velocity' : null;
}

function clipReason({ optimizer }: Job, clip: number | undefined): string | null {
  return clip && searchesLine(optimizer) ? 'must be 0 for an optimizer with a line search' : null;
}

/** Asked settings with the learning rate as a number. */
export function resolveAsked({ learningRate, ...rest }: AskedSettings, { optimizer }: Steerable): SteeredSettings {
  if (learningRate === undefined) return rest;
  return {
    learningRate: typeof learningRate === 'number' ? learningRate : optimizer.learningRate * learningRate.times,
    ...rest,
  };
}

/** The settings of a training after some of them were set. */
export function withSettings<Config extends Steerable>(config: Config, set: SteeredSettings): Config {
  const { learningRate, weightDecay, momentum, ...plain } = set;
  const ofMomentum = momentumName(config);
  const optimizer = {
    ...config.optimizer,
    ...(learningRate !== undefined && { learningRate }),
    ...(weightDecay !== undefined && { weightDecay }),
    ...(momentum !== undefined && ofMomentum !== null && { [ofMomentum]: momentum }),
  };
  return { ...config, ...plain, optimizer };
}

/** The settings that a training has after a step, given what it was launched with and how it was steered. */
export function settingsAfter<Config extends Steerable>(
  launched: Config,
  steering: readonly Steering[],
  step: number,
): Config {
  return steering.filter((each) => each.step <= step).reduce((config, { set }) => withSettings(config, set), launched);
}

const NAMES: Record<keyof SteeredSettings, string> = {
  learningRate: 'learning rate',
  weightDecay: 'weight decay',
  momentum: 'momentum',
  clipNorm: 'clip norm',
  clipValue: 'clip value',
  length: 'length',
  histogramEvery: 'histograms every',
  layersEvery: 'layer numbers every',
  checkpointEvery: 'checkpoint every',
};

/** What changes between two settings, in words: `learning rate 0.1 → 0.01`. */
export function steeringWords(before: Steerable, set: SteeredSettings): string {
  return (Object.keys(set) as (keyof SteeredSettings)[])
    .map(
      (name) =>
        `${name === 'momentum' && momentumName(before) === 'beta1' ? 'β₁' : NAMES[name]} ${changeOf(name, before, set)}`,
    )
    .join(', ');
}

function changeOf(name: keyof SteeredSettings, before: Steerable, set: SteeredSettings): string {
  const from = settingIn(before, name);
  return `${inWords(from)} → ${inWords(set[name])}`;
}

/** The value of a steered setting in a configuration; undefined where that has none. */
export function settingIn(config: Steerable, name: keyof SteeredSettings): unknown {
  const key = name === 'momentum' ? momentumName(config) : name;
  const place = ['learningRate', 'weightDecay', 'momentum'].includes(name) ? config.optimizer : config;
  return key === null ? undefined : (place as Record<string, unknown>)[key];
}

function inWords(value: unknown): string {
  if (typeof value === 'number') return String(Number(value.toPrecision(4)));
  if (typeof value !== 'object' || value === null) return '–';
  const { count, unit } = value as { count: number; unit: string };
  return `${count} ${unit}`;
}

import type { FieldError } from '../errors.ts';
import { AnyJob, isSurfaceJob } from '../training/job.ts';
import { surfaceFaults } from '../training/surface-faults.ts';
import { fieldErrors } from '../validate.ts';
import { inOrder, isSame, type Parameter, type RangeParameter, type Values } from './parameter.ts';
import { MAX_TRIALS, type StudySpec } from './study.ts';
import { gridTrials } from './suggest.ts';
import { POINTER, trialJob } from './trial-job.ts';

/** Whether something is wrong, and then where, what was expected and what was there. */
type Fault = [isWrong: boolean | undefined, field: string, message: string, value: unknown];

/** A grid takes every whole number of a range of fewer. */
const MAX_WHOLE = 200;
const KEY = /^[A-Za-z0-9_.-]+$/;

/** What makes a study impossible, by the place in its spec; the spec has the form of one. */
export function studyFaults(spec: StudySpec): FieldError[] {
  const own = [
    ...spec.parameters.flatMap((each, index) => parameterFaults(spec, each, index)),
    ...conditionFaults(spec.parameters),
    ...baseFaults(spec),
    ...budgetFaults(spec),
  ];
  if (own.length > 0) return own;
  const grid = gridFaults(spec);
  return grid.length > 0 || spec.remote ? grid : settingFaults(spec);
}

function parameterFaults(spec: StudySpec, parameter: Parameter, index: number): FieldError[] {
  const { at } = parameter;
  const isFirst = spec.parameters.findIndex((each) => each.at === at) === index;
  const own: Fault[] = [
    [spec.remote && !KEY.test(at), '/at', 'must be a key of letters, digits, _, . and -', at],
    [!spec.remote && !POINTER.test(at), '/at', 'must be a JSON pointer into the job, such as /batchSize', at],
    [!isFirst, '/at', 'is varied by another parameter already', at],
    ...(parameter.kind === 'range' ? rangeFaults(parameter, spec.method.name === 'grid') : choiceFaults(parameter)),
  ];
  return own.flatMap(([isWrong, field, message, value]) =>
    isWrong ? [{ path: `/parameters/${index}${field}`, message, value }] : [],
  );
}

function choiceFaults({ values }: Exclude<Parameter, RangeParameter>): Fault[] {
  const distinct = new Set(values.map((value) => JSON.stringify(value)));
  return [[distinct.size < values.length, '/values', 'must differ from each other', values]];
}

function rangeFaults({ low, high, log, integer, levels }: RangeParameter, isGrid: boolean): Fault[] {
  const isOpen = levels === undefined && !(integer && high - low < MAX_WHOLE);
  return [
    [!(low < high), '/high', `must be above low, which is ${low}`, high],
    [log && low <= 0, '/low', 'must be above 0 on a logarithmic scale', low],
    [integer && !Number.isInteger(low), '/low', 'must be a whole number', low],
    [integer && !Number.isInteger(high), '/high', 'must be a whole number', high],
    [isGrid && isOpen, '/levels', 'is required for a grid: how many values it takes from the range', levels],
  ];
}

function conditionFaults(parameters: readonly Parameter[]): FieldError[] {
  const ordered = inOrder(parameters);
  return parameters.flatMap((parameter, index): FieldError[] => {
    const { when } = parameter;
    if (!when) return [];
    const path = `/parameters/${index}/when`;
    const parent = parameters.find(({ at }) => at === when.at);
    if (!parent) return [{ path: `${path}/at`, message: 'must be another parameter of the study', value: when.at }];
    if (!ordered.includes(parameter))
      return [{ path: `${path}/at`, message: 'goes in a circle: each waits for the other', value: when.at }];
    return when.is.flatMap((value, place) =>
      isPossible(parent, value) ? [] : [{ path: `${path}/is/${place}`, message: `is no value of ${parent.at}`, value }],
    );
  });
}

function isPossible(parent: Parameter, value: unknown): boolean {
  if (parent.kind === 'choice') return parent.values.some((each) => isSame(each, value));
  return typeof value === 'number' && value >= parent.low && value <= parent.high;
}

function baseFaults({ remote, base = {} }: StudySpec): FieldError[] {
  if (remote)
    return Object.keys(base).length === 0
      ? []
      : [{ path: '/base', message: 'must be left out of a remote study, whose scripts know what they train' }];
  const job = trialJob(base, [], {});
  return jobErrors(job).map((error) => ({ ...error, path: `/base${error.path}` }));
}

function budgetFaults({ budget, method }: StudySpec): FieldError[] {
  if (method.name === 'grid' || Object.keys(budget).length > 0) return [];
  return [{ path: '/budget', message: 'must have runs, steps or minutes, so that the study ends', value: budget }];
}

function gridFaults({ method, parameters }: StudySpec): FieldError[] {
  if (method.name !== 'grid') return [];
  let count = 0;
  for (const _ of gridTrials(parameters))
    if (++count > MAX_TRIALS)
      return [{ path: '/parameters', message: `make a grid of more than ${MAX_TRIALS} runs: take fewer levels` }];
  return [];
}

/** Tries the ends of each range, and each choice, in a job of its own. */
function settingFaults({ base = {}, parameters }: StudySpec): FieldError[] {
  return parameters.flatMap((parameter, index) => {
    const tries: [field: string, value: unknown][] =
      parameter.kind === 'choice'
        ? parameter.values.map((value, place) => [`/values/${place}`, value])
        : [
            ['/low', parameter.low],
            ['/high', parameter.high],
          ];
    const above = condition(parameter, parameters);
    return tries
      .flatMap(([field, value]): FieldError[] => {
        const job = trialJob(base, parameters, { ...above, [parameter.at]: value });
        const [wrong] = jobErrors(job).filter(({ path }) => `${path}/`.startsWith(`${parameter.at}/`));
        if (!wrong) return [];
        const isNothing = wrong.message === 'is not a known field';
        const message = isNothing ? `names nothing in the job${whereOf(parameter)}` : wrong.message;
        return [
          {
            path: `/parameters/${index}${isNothing ? '/at' : field}`,
            message,
            value: isNothing ? parameter.at : value,
          },
        ];
      })
      .slice(0, 1);
  });
}

const whereOf = ({ when }: Parameter) => (when ? ` while ${when.at} is ${when.is.map(String).join(' or ')}` : '');

function jobErrors(job: object): FieldError[] {
  const errors = fieldErrors(AnyJob, job);
  return errors.length === 0 && isSurfaceJob(job) ? surfaceFaults(job) : errors;
}

/** Values of the parameters that it depends on, so that it has one too. */
function condition({ when }: Parameter, parameters: readonly Parameter[]): Values {
  const parent = parameters.find(({ at }) => at === when?.at);
  return when && parent ? { ...condition(parent, parameters), [when.at]: when.is[0] } : {};
}

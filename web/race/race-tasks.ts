import { METRIC } from '../../shared/metric-names.ts';
import type { Run } from '../../shared/run.ts';
import { cutInside } from '../core/short-names.ts';
import { settingText } from '../runs/config-table.ts';
import { nameOfSetting } from '../runs/run-facts.ts';

/** Runs of one dataset and one network: what they reach can be compared. */
export interface RaceTask {
  /** Stays as runs come and go, and is short enough for an address. */
  id: string;
  name: string;
  runs: Run[];
}

/** The parts of a config that make the task; the seed of a dataset's split is none of them. */
const DATASET = ['dataset', 'data', 'env'];
const NETWORK = ['network', 'model', 'architecture', 'arch'];

/** The tasks of these runs, given in order of age: that with the newest run first. */
export function tasksOf(runs: readonly Run[]): RaceTask[] {
  const tasks = new Map<string, RaceTask>();
  for (const run of runs) {
    const parts = [withoutSeed(settingOf(run, DATASET)), settingOf(run, NETWORK)];
    const id = digest(JSON.stringify(parts));
    const task = tasks.get(id) ?? { id, name: nameOf(parts), runs: [] };
    task.runs.push(run);
    tasks.set(id, task);
  }
  const newest = (task: RaceTask) => runs.indexOf(task.runs.at(-1) as Run);
  return numbered([...tasks.values()].sort((a, b) => newest(b) - newest(a)));
}

/** Counting metrics of these runs that say what was spent. */
export function costMetrics(runs: readonly Run[]): string[] {
  return COSTS.filter((key) => runs.some(({ summary }) => summary[key] !== undefined));
}

const COSTS: readonly string[] = [
  METRIC.examples,
  METRIC.epoch,
  METRIC.evaluations,
  'train/tokens',
  'examples',
  'epoch',
  'tokens',
];

function settingOf({ config }: Run, names: readonly string[]): unknown {
  const name = names.find((each) => config[each] !== undefined);
  return name === undefined ? null : config[name];
}

function withoutSeed(dataset: unknown): unknown {
  if (typeof dataset !== 'object' || dataset === null) return dataset;
  const { seed: _, ...rest } = dataset as Record<string, unknown>;
  return rest;
}

function nameOf(parts: readonly unknown[]): string {
  const names = parts.filter((part) => part !== null).map((part) => nameOfSetting(part) || shape(part));
  return names.join(' · ') || 'all runs';
}

const LONGEST_SHAPE = 40;

function isRecord(part: unknown): part is Record<string, unknown> {
  return typeof part === 'object' && part !== null && !Array.isArray(part);
}

/** `784-128-10` of a network with such layers; `depth 18, width 64` of one that is described otherwise. */
function shape(part: unknown): string {
  const hidden = typeof part === 'object' && part !== null && 'hidden' in part ? part.hidden : null;
  if (Array.isArray(hidden)) return hidden.length > 0 ? hidden.join('-') : 'linear';
  const text = isRecord(part)
    ? Object.entries(part)
        .map(([name, value]) => `${name} ${settingText(value)}`)
        .join(', ')
    : settingText(part);
  return cutInside(text, LONGEST_SHAPE);
}

/** Tasks that differ in what their names leave out get a number. */
function numbered(tasks: readonly RaceTask[]): RaceTask[] {
  return tasks.map((task, index) => {
    const before = tasks.slice(0, index).filter(({ name }) => name === task.name).length;
    return before > 0 ? { ...task, name: `${task.name} (${before + 1})` } : task;
  });
}

/** Of equal texts equal. Source: Fowler, Noll & Vo, FNV-1a, 53 bits of two of its 32-bit forms. */
function digest(text: string): string {
  let [a, b] = [0x811c9dc5, 0x1000193];
  for (let i = 0; i < text.length; i++) {
    a = Math.imul(a ^ text.charCodeAt(i), 0x01000193);
    b = Math.imul(b ^ text.charCodeAt(text.length - 1 - i), 0x01000193);
  }
  return ((b >>> 11) * 2 ** 32 + (a >>> 0)).toString(36);
}

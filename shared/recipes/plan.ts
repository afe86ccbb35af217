import { AnyJob, isSurfaceJob } from '../training/job.ts';
import { surfaceFaults } from '../training/surface-faults.ts';
import { fieldErrors, withDefaults } from '../validate.ts';
import { type Axis, type Recipe, RecipeError } from './recipe.ts';

/** One run of a recipe, ready to be launched. */
export interface PlannedRun {
  /** Fixed by the group and what differs, so that launching it again is the same run. */
  id: string;
  group: string;
  /** What differs: `adam · lr 0.1 · seed 2`. */
  name: string;
  /** What differs, by its place in the job. */
  values: Record<string, unknown>;
  job: AnyJob;
}

/** What is changed of a recipe before it is launched. */
export interface RecipeOverrides {
  group?: string;
  /** Settings of every run, by pointer; what the recipe varies there, it varies no more. */
  set?: Record<string, unknown>;
  /** In place of what the recipe varies. */
  vary?: readonly Axis[];
  seeds?: readonly number[];
  /** Takes the data that ships in place of what the recipe names. */
  fallback?: boolean;
}

/** A launch of more runs than may wait would be refused half-way. */
export const MAX_PLANNED_RUNS = 500;
const MAX_ID = 64;

/** A point on an axis: what it is called and what it sets. */
interface Choice {
  label: string;
  set: Record<string, unknown>;
}

/**
 * The runs of a recipe, in a fixed order: the first axis changes slowest, the seed fastest.
 *
 * @throws {RecipeError} when there are too many, or one of them is no job; names the run and the field
 */
export function plan(recipe: Recipe, id: string, overrides: RecipeOverrides = {}): PlannedRun[] {
  const { group = id, set = {}, seeds = recipe.seeds, vary = recipe.vary } = overrides;
  const fixed = { ...(overrides.fallback ? recipe.fallback?.set : {}), ...set };
  const axes = [...vary.filter((axis) => !('at' in axis && axis.at in set)).map(choicesOf), seedChoices(seeds)];
  const count = axes.reduce((product, choices) => product * choices.length, 1);
  if (count > MAX_PLANNED_RUNS)
    throw new RecipeError(`recipe "${id}": ${count} runs, of at most ${MAX_PLANNED_RUNS}: vary less`);

  const taken = new Set<string>();
  return combinations(axes).map((choices, index) => {
    const values = Object.assign({}, ...choices.map((each) => each.set));
    const name = choices.flatMap(({ label }) => label || []).join(' · ') || group;
    const job = jobOf(recipe.base, { ...fixed, ...values }, `recipe "${id}", run "${name}"`);
    return { id: idOf(group, name, index, taken), group, name: name.slice(0, 128), values, job };
  });
}

function choicesOf(axis: Axis): Choice[] {
  if ('cases' in axis) return axis.cases;
  const values = 'log' in axis ? logarithmic(axis.log, axis.count) : axis.values;
  const label = axis.label ?? axis.at.slice(axis.at.lastIndexOf('/') + 1);
  return values.map((value) => ({ label: `${label} ${textOf(value)}`.trim(), set: { [axis.at]: value } }));
}

/** Seeds are part of the name only where there are several. */
function seedChoices(seeds: readonly number[]): Choice[] {
  return seeds.map((seed) => ({ label: seeds.length > 1 ? `seed ${seed}` : '', set: { '/seed': seed } }));
}

/** From low to high in equal factors, to four digits. */
function logarithmic([low = 1, high = 1]: readonly number[], count: number): number[] {
  return Array.from({ length: count }, (_, index) => {
    return Number((low * (high / low) ** (index / (count - 1))).toPrecision(4));
  });
}

function textOf(value: unknown): string {
  if (typeof value !== 'object' || value === null) return String(value);
  return 'name' in value ? String(value.name) : JSON.stringify(value);
}

function combinations(axes: readonly Choice[][]): Choice[][] {
  return axes.reduce<Choice[][]>(
    (sofar, axis) => sofar.flatMap((each) => axis.map((choice) => [...each, choice])),
    [[]],
  );
}

function jobOf(base: Record<string, unknown>, set: Record<string, unknown>, what: string): AnyJob {
  const raw = structuredClone(base);
  for (const [pointer, value] of Object.entries(set)) put(raw, pointer, structuredClone(value), what);
  const job = withDefaults<AnyJob>(AnyJob, raw);
  const wrong = fieldErrors(AnyJob, job)[0] ?? (isSurfaceJob(job) ? surfaceFaults(job)[0] : undefined);
  if (wrong) throw new RecipeError(`${what}: ${wrong.path || 'the job'} ${wrong.message}`);
  return job;
}

function put(job: Record<string, unknown>, pointer: string, value: unknown, what: string): void {
  const keys = pointer.split('/').slice(1);
  const last = keys.pop();
  if (last === undefined || ['__proto__', 'constructor', 'prototype'].some((name) => pointer.includes(name)))
    throw new RecipeError(`${what}: "${pointer}" is no place in a job`);
  let at = job;
  for (const key of keys) {
    at[key] ??= {};
    const next = at[key];
    if (typeof next !== 'object' || next === null) throw new RecipeError(`${what}: "${pointer}" leads into a value`);
    at = next as Record<string, unknown>;
  }
  at[last] = value;
}

function idOf(group: string, name: string, index: number, taken: Set<string>): string {
  const wanted = slug(`${group}-${name}`);
  const id = wanted.length <= MAX_ID && !taken.has(wanted) ? wanted : `${wanted.slice(0, MAX_ID - 4)}-${index + 1}`;
  taken.add(id);
  return id;
}

function slug(text: string): string {
  const plain = text
    .normalize('NFD')
    .replace(/[^A-Za-z0-9_.-]+/g, '-')
    .replaceAll('.', '_');
  return plain.replace(/-+/g, '-').replace(/^-|-$/g, '');
}

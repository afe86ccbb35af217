import type { RecipeEntry, RecipeOverrides } from '../../shared/recipes/launch-recipe.ts';
import { type PlannedRun, plan } from '../../shared/recipes/plan.ts';
import type { Axis, Recipe } from '../../shared/recipes/recipe.ts';
import type { ScriptInfo } from '../../shared/scripts/script.ts';
import { isScriptJob, ScriptJob, scriptJobSchema } from '../../shared/scripts/script-job.ts';
import { AnyJob, isSurfaceJob } from '../../shared/training/job.ts';
import { LaunchRequest } from '../../shared/training/launch.ts';
import { SurfaceConfig } from '../../shared/training/surface.ts';
import { withDefaults } from '../../shared/validate.ts';
import { errorMessage } from '../api/api.ts';
import { setAt } from '../launch/pointer.ts';
import type { SchemaNode } from '../launch/schema-node.ts';
import { type AxisDraft, axisOf, draftOf, readValues } from './axis-draft.ts';

const sameJson = (a: unknown, b: unknown) => JSON.stringify(a) === JSON.stringify(b);

/** What is changed of a recipe before it is launched, and the runs that it then is. */
export class RecipeKnobs {
  readonly id: string;
  readonly recipe: Recipe;
  readonly schema: SchemaNode;
  axes = $state.raw<AxisDraft[]>([]);
  seeds = $state('');
  fallback = $state(false);
  group = $state('');
  /** Settings of all runs, by pointer. */
  set = $state.raw<Record<string, unknown>>({});
  /** The settings that all runs share, as they stand. */
  readonly base = $derived.by(() => {
    const settings = { ...(this.fallback ? this.recipe.fallback?.set : {}), ...this.set };
    const entries = Object.entries(settings);
    return withDefaults<AnyJob>(
      isScriptJob(this.recipe.base) ? this.schema : AnyJob,
      entries.reduce((job, [at, value]) => setAt(job, at, value), this.recipe.base),
    );
  });
  readonly overrides: RecipeOverrides = $derived.by(() => this.#overrides());
  readonly planned: { runs: PlannedRun[]; problem: string } = $derived.by(() => this.#plan());
  readonly isChanged = $derived.by(() => {
    const { group: _, ...changes } = this.overrides;
    return Object.keys(changes).length > 0;
  });

  /** @param scripts those that are registered here, for a recipe over one of them */
  constructor({ id, recipe }: Pick<RecipeEntry, 'id' | 'recipe'>, scripts: readonly ScriptInfo[] = []) {
    this.id = id;
    this.recipe = recipe;
    this.schema = schemaOf(recipe.base, scripts) as unknown as SchemaNode;
    this.reset();
  }

  /** As the recipe has it. */
  reset(): void {
    this.axes = this.recipe.vary.map((axis) => draftOf(axis, this.schema));
    this.seeds = this.recipe.seeds.join(', ');
    this.set = {};
  }

  /** Takes over what an earlier launch changed. */
  take({ vary, seeds, set, fallback }: RecipeOverrides): void {
    this.reset();
    if (vary) this.axes = vary.map((axis) => draftOf(axis, this.schema));
    if (seeds) this.seeds = seeds.join(', ');
    if (set) this.set = set;
    this.fallback = fallback ?? false;
  }

  edit(index: number, draft: AxisDraft): void {
    this.axes = this.axes.with(index, draft);
  }

  /** Changes a setting of all runs; one that is as the recipe has it is no change. */
  change(pointer: string, value: unknown): void {
    const others = Object.entries(this.set).filter(([at]) => at !== pointer && !at.startsWith(`${pointer}/`));
    const usual = pointer
      .split('/')
      .slice(1)
      .reduce<unknown>(
        within,
        withDefaults<AnyJob>(isScriptJob(this.recipe.base) ? this.schema : AnyJob, this.recipe.base),
      );
    const isUsual = value === undefined || (sameJson(value, usual) && !this.fallback);
    this.set = { ...Object.fromEntries(others), ...(!isUsual && { [pointer]: value }) };
  }

  /** Whether what is at a pointer is varied from run to run, so that one value for all has no effect. */
  isVaried(pointer: string): boolean {
    const varied = this.recipe.vary.flatMap((axis) => ('cases' in axis ? commonTo(axis) : [axis.at]));
    return pointer === '/seed' || varied.some((at) => pointer === at || pointer.startsWith(`${at}/`));
  }

  #overrides(): RecipeOverrides {
    const vary = this.axes.flatMap((draft) => axisOf(draft) ?? []);
    const seeds = readValues(this.seeds) as number[];
    return {
      ...(this.group !== '' && { group: this.group }),
      ...(Object.keys(this.set).length > 0 && { set: this.set }),
      ...(!sameJson(vary, this.recipe.vary) && { vary }),
      ...(!sameJson(seeds, this.recipe.seeds) && { seeds }),
      ...(this.fallback && { fallback: true }),
    };
  }

  #plan(): { runs: PlannedRun[]; problem: string } {
    const refuse = (problem: string) => ({ runs: [], problem });
    const empty = this.axes.find((draft) => axisOf(draft) === null);
    if (empty) return refuse('An axis has no value: choose at least one.');
    for (const draft of this.axes) {
      if (draft.kind !== 'log') continue;
      const [low, high, count] = [Number(draft.low), Number(draft.high), Number(draft.count)];
      if (!(low > 0 && high > low))
        return refuse(`A range must go from a number above 0 to a higher one, not from ${draft.low} to ${draft.high}.`);
      if (!(Number.isInteger(count) && count >= 2))
        return refuse(`A range has at least 2 values, a whole number, not "${draft.count}".`);
    }
    const seeds = readValues(this.seeds);
    const bad = seeds.find((seed) => !(Number.isInteger(seed) && (seed as number) >= 0));
    if (seeds.length === 0 || bad !== undefined)
      return refuse(`Seeds are whole numbers such as 1, 2, 3${bad === undefined ? '' : `, not "${bad}"`}.`);
    try {
      return { runs: plan(this.recipe, this.id, this.overrides), problem: '' };
    } catch (error) {
      return refuse(errorMessage(error));
    }
  }
}

/** The settings of a base, as they are edited. */
function schemaOf(base: object, scripts: readonly ScriptInfo[]) {
  if (!isScriptJob(base)) return isSurfaceJob(base) ? SurfaceConfig : LaunchRequest;
  const script = scripts.find(({ name }) => name === base.script.name);
  return script ? scriptJobSchema(script) : ScriptJob;
}

/** The pointers that every case sets. */
function commonTo({ cases: [first, ...others] }: Extract<Axis, { cases: unknown }>): string[] {
  return Object.keys(first?.set ?? {}).filter((at) => others.every(({ set }) => at in set));
}

function within(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>)[key] : undefined;
}

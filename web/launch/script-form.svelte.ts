import type { TSchema } from 'typebox';
import { Value } from 'typebox/value';
import type { FieldError } from '../../shared/errors.ts';
import type { Run } from '../../shared/run.ts';
import type { ScriptInfo } from '../../shared/scripts/script.ts';
import { argumentFaults, argumentsOf } from '../../shared/scripts/script-arguments.ts';
import { type ScriptLaunch, scriptLaunchSchema } from '../../shared/scripts/script-job.ts';
import { fieldErrors, withDefaults } from '../../shared/validate.ts';
import { cloneSettings } from './clone-settings.ts';
import { Seeds } from './job-form.svelte.ts';
import type { Launchable, Repeatable } from './launchable.ts';
import { getAt, setAt } from './pointer.ts';

/** The launch form of a script: which one, its parameters, and with how many seeds. */
export class ScriptForm implements Launchable, Repeatable {
  draft = $state.raw<ScriptLaunch>() as ScriptLaunch;
  seeds = $state<unknown>(1);
  readonly scripts: readonly ScriptInfo[];
  #touched = $state.raw<ReadonlySet<string>>(new Set());
  #submitted = $state(false);
  #refused = $state.raw<FieldError[]>([]);

  readonly script: ScriptInfo = $derived.by(() => this.#find(this.draft.script.name));
  readonly schema: TSchema = $derived(scriptLaunchSchema(this.script));
  /** Whether the script takes the seed of its run, so that repeating it has a point. */
  readonly takesSeed = $derived(this.script.parameters.some(({ kind }) => kind === 'seed'));
  readonly repeats = $derived(Value.Check(Seeds, this.seeds) ? this.seeds : 1);
  readonly count = $derived(this.repeats);
  readonly #own: FieldError[] = $derived.by(() => {
    const faults = fieldErrors(this.schema, this.draft);
    const unfit = faults.length > 0 ? [] : argumentFaults(this.script, this.draft);
    return [...faults, ...unfit, ...fieldErrors(Seeds, this.seeds, '/seeds')];
  });
  readonly valid = $derived(this.#own.length === 0);
  readonly errors = $derived([
    ...this.#own.filter(({ path }) => this.#submitted || this.#touched.has(path)),
    ...this.#refused,
  ]);
  /** Program and arguments as they will be given. */
  readonly command = $derived([...this.script.command, ...argumentsOf(this.script, this.draft)]);

  /** @param scripts at least one */
  constructor(scripts: readonly ScriptInfo[], from: { run?: Run | undefined; name?: string | null } = {}) {
    this.scripts = scripts;
    const given = from.run
      ? cloneSettings(from.run, ['script', 'seed'])
      : { script: { name: this.#find(from.name ?? '').name, parameters: {} } };
    const { name, parameters = {} } = given.script as ScriptLaunch['script']; // of a run also what it was started by
    this.draft = this.#complete({ ...given, script: { name, parameters } });
  }

  get(pointer: string): unknown {
    return getAt(this.draft, pointer);
  }

  set(pointer: string, value: unknown): void {
    this.draft = this.#complete(setAt(this.draft, pointer, value));
    this.#touched = new Set([...this.#touched, pointer]);
    this.#refused = [];
  }

  /** Chooses a script, with the values that its parameters usually have. */
  choose(name: string): void {
    this.draft = this.#complete({ ...this.draft, script: { name, parameters: {} } });
    this.#refused = [];
  }

  setSeeds(count: unknown): void {
    this.seeds = count;
    this.#touched = new Set([...this.#touched, '/seeds']);
  }

  submit(): void {
    this.#submitted = true;
  }

  refuse(errors: FieldError[]): void {
    this.#refused = errors;
  }

  requests(stamp: string): ScriptLaunch[] {
    const { draft, repeats } = this;
    if (repeats === 1) return [draft];
    const base = draft.name ?? draft.script.name;
    const group = draft.group ?? `${base}-seeds-${stamp}`;
    return Array.from({ length: repeats }, (_, index) => {
      const seed = draft.seed + index;
      return { ...draft, group, seed, name: `${base}-s${seed}` };
    });
  }

  #find(name: string): ScriptInfo {
    return this.scripts.find((each) => each.name === name) ?? (this.scripts[0] as ScriptInfo);
  }

  #complete(draft: object): ScriptLaunch {
    const { name } = (draft as ScriptLaunch).script;
    return withDefaults<ScriptLaunch>(scriptLaunchSchema(this.#find(name)), draft);
  }
}

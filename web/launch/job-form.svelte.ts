import { type TSchema, Type } from 'typebox';
import { Value } from 'typebox/value';
import type { FieldError } from '../../shared/errors.ts';
import { TrainingConfig } from '../../shared/training/launch.ts';
import { Optimizer } from '../../shared/training/optimizer.ts';
import { fieldErrors, withDefaults } from '../../shared/validate.ts';
import { getAt, setAt } from './pointer.ts';

export type OptimizerName = Optimizer['name'];

/** What every launch has, whatever it trains. */
export interface JobDraft extends Record<string, unknown> {
  optimizer: Optimizer;
  seed: number;
  name?: string;
  group?: string;
}

export const Seeds = Type.Integer({ minimum: 1, maximum: 20 });

/** A launch form: one draft, and how many runs it becomes (optimizers × seeds). */
export abstract class JobForm<Draft extends JobDraft = JobDraft> {
  draft = $state.raw<Draft>() as Draft;
  /** The optimizers to launch; the hyperparameters of `editing` are those of the draft. */
  chosen = $state.raw<OptimizerName[]>([]);
  /** How many seeds to repeat with, as typed. */
  seeds = $state<unknown>(1);
  readonly #schema: TSchema;
  #settings = $state.raw<Partial<Record<OptimizerName, Optimizer>>>({});
  #touched = $state.raw<ReadonlySet<string>>(new Set());
  #submitted = $state(false);
  #refused = $state.raw<FieldError[]>([]);

  readonly editing = $derived(this.draft.optimizer.name);
  /** The settings of each optimizer to launch. */
  readonly optimizers = $derived(this.chosen.map((name) => this.#settingsOf(name)));
  /** How many runs are launched for each optimizer; one while that number is not valid. */
  readonly repeats = $derived(Value.Check(Seeds, this.seeds) ? this.seeds : 1);
  readonly count = $derived(this.chosen.length * this.repeats);
  readonly #own = $derived([
    ...this.faults(this.draft),
    ...fieldErrors(Seeds, this.seeds, '/seeds'),
    ...this.#lastSeedErrors(),
  ]);
  readonly valid = $derived(this.#own.length === 0 && this.#othersValid());
  /** The errors to show: those of fields that were changed, or all after an attempt to launch. */
  readonly errors = $derived([
    ...this.#own.filter(({ path }) => this.#submitted || this.#touched.has(path)),
    ...this.#refused,
  ]);

  /** @param settings those that are not the usual ones */
  constructor(schema: TSchema, settings: object) {
    this.#schema = schema;
    this.draft = withDefaults(schema, settings);
    this.chosen = [this.draft.optimizer.name];
    this.#remember();
  }

  /** Learning rates that usually work, from the least to the most. */
  abstract usualRates(name: OptimizerName): readonly [number, number];
  /** Optimizers that are offered first. */
  abstract readonly usualOptimizers: readonly OptimizerName[];
  /** What the runs are called by, where no name was given. */
  protected abstract subject(): string;

  /** What is wrong with a draft, field by field. */
  protected faults(draft: Draft): FieldError[] {
    return fieldErrors(this.#schema, draft);
  }

  /** The settings that an optimizer begins with. */
  protected usualSettings(name: OptimizerName): Optimizer {
    return withDefaults(Optimizer, { name });
  }

  get(pointer: string): unknown {
    return getAt(this.draft, pointer);
  }

  /** Changes one field; from then on its errors are shown. */
  set(pointer: string, value: unknown): void {
    this.draft = withDefaults(this.#schema, setAt(this.draft, pointer, value));
    this.#touched = new Set([...this.#touched, pointer]);
    this.#refused = this.#refused.filter(({ path }) => sectionOf(path) !== sectionOf(pointer));
    this.#remember();
  }

  /** Adds an optimizer, or removes it unless it is the last one. */
  toggle(name: OptimizerName): void {
    if (!this.chosen.includes(name)) {
      this.chosen = [...this.chosen, name];
      this.edit(name);
    } else if (this.chosen.length > 1) {
      this.chosen = this.chosen.filter((each) => each !== name);
      if (this.editing === name && this.chosen[0]) this.edit(this.chosen[0]);
    }
  }

  /** Makes this the only optimizer. */
  choose(name: OptimizerName): void {
    this.chosen = [name];
    this.edit(name);
  }

  /** Shows the hyperparameters of an optimizer in the form. */
  edit(name: OptimizerName): void {
    this.draft = { ...this.draft, optimizer: this.#settingsOf(name) };
    this.#remember();
  }

  /** A number that is typed, or text that is none. */
  setSeeds(count: unknown): void {
    this.seeds = count;
    this.#touched = new Set([...this.#touched, '/seeds']);
  }

  /** Marks the attempt to launch: from then on every error is shown. */
  submit(): void {
    this.#submitted = true;
    const bad = this.chosen.find((name) => fieldErrors(Optimizer, this.#settingsOf(name)).length > 0);
    if (bad) this.edit(bad);
  }

  /** Shows the errors that the server found. */
  refuse(errors: FieldError[]): void {
    this.#refused = errors;
  }

  /** The bodies to launch. Several share a group, so that they can be found and compared again. */
  requests(stamp: string): Draft[] {
    if (this.count === 1) return [this.draft];
    const { draft } = this;
    const base = draft.name ?? this.subject();
    const group = draft.group ?? `${base}-${this.chosen.length > 1 ? 'optimizers' : 'seeds'}-${stamp}`;
    return this.chosen.flatMap((name) =>
      Array.from({ length: this.repeats }, (_, index) => ({
        ...draft,
        group,
        name: [base, name, this.repeats > 1 ? `s${draft.seed + index}` : ''].filter(Boolean).join('-'),
        optimizer: this.#settingsOf(name),
        seed: draft.seed + index,
      })),
    );
  }

  #lastSeedErrors(): FieldError[] {
    const last = this.draft.seed + this.repeats - 1;
    if (this.repeats === 1 || !Number.isFinite(last)) return [];
    return fieldErrors(TrainingConfig.properties.seed, last, '/seeds').map((error) => ({
      ...error,
      message: `the last seed would be ${last}, which ${error.message}`,
    }));
  }

  #settingsOf(name: OptimizerName): Optimizer {
    return this.#settings[name] ?? this.usualSettings(name);
  }

  #remember(): void {
    const { optimizer } = this.draft;
    this.#settings = { ...this.#settings, [optimizer.name]: optimizer };
  }

  #othersValid(): boolean {
    return this.chosen.every((name) => fieldErrors(Optimizer, this.#settingsOf(name)).length === 0);
  }
}

/** The top-level setting of a pointer: a change of one of its parts can correct an error of another. */
function sectionOf(pointer: string): string | undefined {
  return pointer.split('/')[1];
}

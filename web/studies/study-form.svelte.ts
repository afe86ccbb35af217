import type { FieldError } from '../../shared/errors.ts';
import { betterDirection } from '../../shared/metric-names.ts';
import type { Run } from '../../shared/run.ts';
import type { ScriptInfo } from '../../shared/scripts/script.ts';
import { scriptJobSchema } from '../../shared/scripts/script-job.ts';
import type { Parameter } from '../../shared/studies/parameter.ts';
import { type Budget, type Method, type Objective, type Pruner, StudySpec } from '../../shared/studies/study.ts';
import { studyFaults } from '../../shared/studies/study-faults.ts';
import { gridTrials } from '../../shared/studies/suggest.ts';
import { trialJob } from '../../shared/studies/trial-job.ts';
import { nameOf } from '../../shared/studies/words.ts';
import { Job } from '../../shared/training/job.ts';
import { fieldErrors, withDefaults } from '../../shared/validate.ts';
import { type Setting, settingsOf } from './settings.ts';
import { suggestedParameter } from './suggested-range.ts';

type Json = Record<string, unknown>;
export type Kind = 'network' | 'surface' | 'script' | 'remote';

const RATE = '/optimizer/learningRate';
const OBJECTIVES: Record<Kind, string> = { network: 'val/loss', surface: 'loss', script: 'loss', remote: 'val/loss' };
const BASES: Record<Exclude<Kind, 'script'>, Json> = {
  network: {},
  surface: { surface: { name: 'beale' } },
  remote: {},
};

/** The form of a new study: what it searches, how, and for how long. */
export class StudyForm {
  name = $state('');
  kind = $state<Kind>('network');
  base = $state.raw<Json>(trialJob({}, [], {}));
  objective = $state.raw<Objective>({ metric: 'val/loss', direction: 'min', take: 'best' });
  parameters = $state.raw<Parameter[]>([]);
  method = $state.raw<Method>({ name: 'tpe', startup: 10, candidates: 24 });
  pruner = $state.raw<Pruner>({ name: 'median', peers: 5, warmup: 1 });
  budget = $state.raw<Budget>({ runs: 30 });
  parallel = $state(2);
  seed = $state(1);
  /** What can be run besides the engine’s trainings. */
  readonly scripts: readonly ScriptInfo[];
  readonly #project: string;
  #refused = $state.raw<FieldError[]>([]);

  /** Settings that can be varied and are not yet. */
  readonly settings: Setting[] = $derived(
    this.kind === 'remote' ? [] : settingsOf(trialJob(this.base, [], {}), this.#schema(this.base)).map(withoutScript),
  );
  readonly spec: StudySpec = $derived.by(() =>
    withDefaults(StudySpec, {
      name: this.name.trim() || this.suggestedName,
      project: this.#project,
      ...(this.kind === 'remote' ? { remote: true } : { base: this.base }),
      objective: this.objective,
      parameters: this.parameters,
      method: this.method,
      pruner: this.pruner,
      budget: this.budget,
      parallel: this.parallel,
      seed: this.seed,
    }),
  );
  readonly errors: FieldError[] = $derived.by(() => {
    const own = fieldErrors(StudySpec, this.spec);
    return [...(own.length > 0 ? own : studyFaults(this.spec)), ...this.#refused];
  });
  /** How many trials there will be at most; null where steps or minutes alone decide. */
  readonly count: number | null = $derived.by(() => {
    if (this.errors.length > 0) return null;
    const grid = this.method.name === 'grid' ? [...gridTrials(this.parameters)].length : Infinity;
    const count = Math.min(grid, this.budget.runs ?? Infinity);
    return Number.isFinite(count) ? count : null;
  });

  constructor(project: string, from: { run?: Run; spec?: StudySpec } = {}, scripts: readonly ScriptInfo[] = []) {
    this.#project = project;
    this.scripts = scripts;
    if (from.spec) this.#take(from.spec);
    else if (from.run) this.#around(from.run);
    else this.setKind('network');
  }

  get suggestedName(): string {
    const what = this.parameters.map(({ at }) => nameOf(at));
    return what.length === 0 ? 'study' : what.slice(0, 3).join(', ');
  }

  setKind(kind: Kind): void {
    this.kind = kind;
    this.setMetric(OBJECTIVES[kind]);
    this.parameters = [];
    if (kind !== 'script') this.base = trialJob(BASES[kind], [], {});
    if (kind === 'script') this.setScript(this.scripts[0]?.name ?? '');
    else if (kind === 'remote') this.parameters = [{ kind: 'range', at: 'lr', low: 1e-4, high: 1, log: true }];
    else this.vary(RATE);
  }

  /** Searches over the parameters of a script, to begin with over the first that is a number. */
  setScript(name: string, parameters: Json = {}): void {
    const script = this.scripts.find((each) => each.name === name);
    this.base = trialJob({ script: { name, parameters } }, [], {});
    if (script) this.base = withDefaults(scriptJobSchema(script), this.base);
    this.parameters = [];
    const first =
      this.settings.find(({ at, kind }) => at.startsWith('/script/') && kind === 'number') ?? this.settings[0];
    if (first) this.vary(first.at);
  }

  /** The schema of a job: that of a script is its own. */
  #schema(base: Json) {
    const { name } = (base.script ?? {}) as { name?: string };
    const script = this.scripts.find((each) => each.name === name);
    return script ? scriptJobSchema(script) : Job;
  }

  setMetric(metric: string): void {
    const known = betterDirection(metric);
    const direction = known ?? this.objective.direction;
    this.objective = { ...this.objective, metric, direction };
  }

  /** Changes the job that all share; what cannot be varied in it any more is dropped. */
  setBase(base: Json): void {
    this.base = trialJob(base, [], {});
    const places = new Set(settingsOf(this.base, this.#schema(this.base)).map(({ at }) => at));
    this.parameters = this.parameters.filter(({ at, when }) => places.has(at) || when !== undefined);
  }

  vary(at: string): void {
    const setting = this.settings.find((each) => each.at === at);
    if (setting) this.parameters = [...this.parameters, suggestedParameter(setting)];
  }

  addKey(): void {
    const at = `key${this.parameters.length + 1}`;
    this.parameters = [...this.parameters, { kind: 'range', at, low: 0, high: 1 }];
  }

  replace(index: number, parameter: Parameter): void {
    this.#refused = [];
    this.parameters = this.parameters.map((each, place) => (place === index ? parameter : each));
  }

  remove(index: number): void {
    const { at } = this.parameters[index] as Parameter;
    this.parameters = this.parameters.filter((each, place) => place !== index && each.when?.at !== at);
  }

  refuse(errors: FieldError[]): void {
    this.#refused = errors;
  }

  /** What is wrong with a part of the form, by where it is; empty where nothing is. */
  problemAt(path: string): string {
    const found = this.errors.find((error) => error.path === path || error.path.startsWith(`${path}/`));
    return found ? `${found.path.slice(path.length).replaceAll('/', ' ').trim()} ${found.message}`.trim() : '';
  }

  #take({ name, base, remote, objective, parameters, method, pruner, budget, parallel, seed }: StudySpec): void {
    Object.assign(this, { name, objective, parameters, method, pruner, budget, parallel, seed });
    this.kind = remote ? 'remote' : kindOf(base ?? {});
    if (base) this.base = base;
  }

  #around({ config, kind, summary, name }: Run): void {
    if (kind === 'remote') {
      this.setKind('remote');
      const numbers = Object.entries(config).filter(([at, value]) => typeof value === 'number' && /^[\w.-]+$/.test(at));
      const around = numbers.map(([at, value]) =>
        suggestedParameter({
          at: `/${at}`,
          label: at,
          kind: Number.isInteger(value) ? 'integer' : 'number',
          value,
          choices: [],
          low: -Infinity,
          high: Infinity,
        }),
      );
      if (around.length > 0) this.parameters = around.map((each) => ({ ...each, at: each.at.slice(1) }));
    } else {
      const { script } = config as { script?: { name: string; parameters: Json } };
      this.setKind(kindOf(config));
      if (script) this.setScript(script.name, script.parameters);
    }
    if (kind === 'training') {
      this.base = trialJob(config, [], {});
      this.parameters = [];
      this.vary(RATE);
    }
    const metric = [OBJECTIVES[this.kind], 'val/loss', 'train/loss', 'loss'].find((key) => key in summary);
    if (metric) this.setMetric(metric);
    this.name = `around ${name}`.slice(0, 128);
  }
}

/** The parameters of a script are called as it calls them. */
function withoutScript(setting: Setting): Setting {
  return { ...setting, label: setting.label.replace(/^Script · Parameters · /, '') };
}

function kindOf(base: Json): Exclude<Kind, 'remote'> {
  if ('script' in base) return 'script';
  return 'surface' in base ? 'surface' : 'network';
}

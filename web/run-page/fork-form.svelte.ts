import type { Checkpoint } from '../../shared/checkpoint.ts';
import type { Run } from '../../shared/run.ts';
import type { ForkPlan, ForkRequest } from '../../shared/training/fork.ts';
import { type Api, ApiError, errorMessage } from '../api/api.ts';
import { LatestTask } from '../core/latest-task.ts';

/** Until typing has paused for so long, the server is not asked what would fit. */
const PAUSE_MS = 150;

type ForkApi = Pick<Api, 'planFork' | 'forkRun' | 'saveCheckpoint'>;

interface Settings {
  optimizer: string;
  rate: string;
  length: string;
}

/** What a fork is asked to be: from where, how, and with which settings; and what the server says of it. */
export class ForkForm {
  readonly run: Run;
  readonly #api: ForkApi;
  readonly #planning = new LatestTask();
  readonly #before: Settings;
  /** A step; null for the present one, which is saved first. */
  step = $state<number | null>(null);
  mode = $state<'resume' | 'warm'>('resume');
  name = $state('');
  settings = $state.raw<Settings>({ optimizer: '', rate: '', length: '' });
  plan = $state.raw<ForkPlan | null>(null);
  problem = $state('');
  launching = $state(false);

  constructor(run: Run, checkpoints: readonly Checkpoint[], api: ForkApi, step?: number) {
    this.run = run;
    this.#api = api;
    this.#before = settingsOf(run.config);
    this.settings = { ...this.#before, length: longerThan(run, this.#before.length) };
    this.step = step ?? (run.state === 'running' ? null : (checkpoints[0]?.step ?? null));
    this.name = `${run.name.slice(0, 120)}-fork`;
  }

  /** The settings that were changed, as a merge patch. */
  get changes(): Record<string, unknown> {
    const { optimizer, rate, length } = this.settings;
    const before = this.#before;
    const ofOptimizer = {
      ...(optimizer !== before.optimizer && { name: optimizer }),
      ...(rate !== before.rate && rate.trim() !== '' && { learningRate: numberIn(rate) }),
    };
    return {
      ...(Object.keys(ofOptimizer).length > 0 && { optimizer: ofOptimizer }),
      ...(length !== before.length && { length: { count: numberIn(length) } }),
    };
  }

  set(change: Partial<Settings>): void {
    // the rate of one optimizer is not that of another: left empty, the usual one is taken
    const { optimizer } = change;
    const rate = optimizer === undefined ? {} : { rate: optimizer === this.#before.optimizer ? this.#before.rate : '' };
    this.settings = { ...this.settings, ...rate, ...change };
    this.ask();
  }

  /** Asks the server what this fork would be, once typing has paused. */
  ask(): void {
    this.#planning.schedule(async (signal) => {
      try {
        const plan = await this.#api.planFork(this.run.id, this.#request(this.step), signal);
        if (signal.aborted) return;
        [this.plan, this.problem] = [plan, ''];
      } catch (error) {
        if (signal.aborted) return;
        [this.plan, this.problem] = [null, this.#isTooEarly() ? '' : inWords(error)];
      }
    }, PAUSE_MS);
  }

  close(): void {
    this.#planning.cancel();
  }

  /** Launches the fork; null where it was refused, which is said in `problem`. */
  async launch(): Promise<Run | null> {
    if (this.launching) return null;
    this.launching = true;
    try {
      const step = this.step ?? (await this.#api.saveCheckpoint(this.run.id)).step;
      return await this.#api.forkRun(this.run.id, {
        ...this.#request(step),
        ...(this.name.trim() && { name: this.name.trim() }),
      });
    } catch (error) {
      this.problem = inWords(error);
      return null;
    } finally {
      this.launching = false;
    }
  }

  /** The form of all settings, with what was chosen here. */
  get href(): string {
    const query = new URLSearchParams({
      from: this.run.id,
      mode: this.mode,
      ...(this.step !== null && { step: String(this.step) }),
      set: JSON.stringify(this.changes),
    });
    return `/new?${query}`;
  }

  /** A run that goes on has no state that can be planned with before its first one is saved. */
  #isTooEarly(): boolean {
    return this.step === null;
  }

  #request(step: number | null): ForkRequest {
    return { mode: this.mode, changes: this.changes, ...(step !== null && { step }) };
  }
}

/** A run that took all its steps has none left for a fork from its end: it is offered as many again. */
function longerThan({ state }: Run, length: string): string {
  return state === 'finished' && Number.isFinite(Number(length)) ? String(2 * Number(length)) : length;
}

/** A refusal with the name of the setting that it is about. */
function inWords(error: unknown): string {
  const [field] = error instanceof ApiError ? error.fields : [];
  if (!field) return errorMessage(error);
  const name =
    field.path
      .split('/')
      .at(-1)
      ?.replace(/[A-Z]/g, (letter) => ` ${letter.toLowerCase()}`) ?? '';
  return `${name.slice(0, 1).toUpperCase()}${name.slice(1)} ${field.message}.`;
}

function settingsOf(config: Run['config']): Settings {
  const { optimizer, length } = config as { optimizer?: Record<string, unknown>; length?: Record<string, unknown> };
  return {
    optimizer: String(optimizer?.name ?? ''),
    rate: String(optimizer?.learningRate ?? ''),
    length: String(length?.count ?? ''),
  };
}

/** What was typed, as it is where that is no number: the server says what was expected. */
function numberIn(text: string): unknown {
  const trimmed = text.trim();
  return trimmed !== '' && Number.isFinite(Number(trimmed)) ? Number(trimmed) : trimmed;
}

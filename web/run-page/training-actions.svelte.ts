import type { Checkpoint } from '../../shared/checkpoint.ts';
import { ENDED_STATES, type Run } from '../../shared/run.ts';
import { type Api, errorMessage } from '../api/api.ts';
import { formatCount } from '../core/format.ts';
import type { Toasts } from '../core/toast.svelte.ts';

export type TrainingAction = 'pause' | 'resume' | 'stop' | 'checkpoint';

interface Tools {
  api: Pick<Api, 'pauseRun' | 'resumeRun' | 'stopRun' | 'saveCheckpoint'>;
  toasts: Toasts;
  /** Receives the run as an action leaves it. */
  onChanged: (run: Run) => void;
  /** Offered after a checkpoint was saved. */
  onFork: (step: number) => void;
}

/** What can be done with a training in its state, the most likely first. */
export function actionsOf({ kind, state, process }: Run): TrainingAction[] {
  if (kind === 'remote') return [];
  if (kind === 'script') return actionsOfScript(state, process?.continues ?? false);
  if (state === 'running') return ['pause', 'checkpoint', 'stop'];
  if (state === 'queued') return ['pause', 'stop'];
  if (state === 'paused') return ['resume', 'stop'];
  return state === 'finished' ? [] : ['resume'];
}

/** A script is ended and started again in the same run only where it can go on. */
function actionsOfScript(state: Run['state'], continues: boolean): TrainingAction[] {
  if (state === 'running') return continues ? ['pause', 'stop'] : ['stop'];
  if (state === 'queued') return ['pause', 'stop'];
  if (state === 'paused') return ['resume', 'stop'];
  return continues && state !== 'finished' ? ['resume'] : [];
}

/** Asks a training to rest, to go on, to save its state or to end, one thing at a time. */
export class TrainingActions {
  readonly #tools: Tools;
  /** What was asked for, of which attempt and state: done once either has changed. */
  #asked = $state.raw<{ action: TrainingAction; attempt: number; state: Run['state'] } | null>(null);

  constructor(tools: Tools) {
    this.#tools = tools;
  }

  /** What is being done with a run just now. */
  busy({ attempt, state }: Run): TrainingAction | null {
    const asked = this.#asked;
    return asked?.attempt === attempt && asked.state === state ? asked.action : null;
  }

  async do(action: TrainingAction, run: Run): Promise<void> {
    if (this.busy(run)) return;
    this.#asked = { action, attempt: run.attempt, state: run.state };
    try {
      await this.#perform(action, run);
    } catch (error) {
      this.#asked = null;
      this.#tools.toasts.error(errorMessage(error));
    }
  }

  async #perform(action: TrainingAction, run: Run): Promise<void> {
    const { api, toasts, onChanged, onFork } = this.#tools;
    if (action === 'checkpoint') {
      const { step }: Checkpoint = await api.saveCheckpoint(run.id);
      this.#asked = null;
      toasts.info(`Saved at step ${formatCount(step)}.`, { label: 'Fork from it', run: () => onFork(step) });
      return;
    }
    const ask = { pause: api.pauseRun, resume: api.resumeRun, stop: api.stopRun }[action];
    onChanged(await ask(run.id));
    if (action === 'stop' && run.kind === 'training' && !ENDED_STATES.includes(run.state))
      toasts.info('Stopped. It can go on from its last checkpoint.', {
        label: 'Go on',
        run: () => void this.#tools.api.resumeRun(run.id).then(onChanged, (error) => toasts.error(errorMessage(error))),
      });
  }
}

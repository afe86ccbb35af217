import type { EndReason, PatchRun } from '../../shared/run.ts';
import type { ScriptInfo } from '../../shared/scripts/script.ts';
import type { ScriptJob } from '../../shared/scripts/script-job.ts';
import type { RunRecord } from './meta-store.ts';
import type { AttemptEnd } from './run-queue.ts';

/** The scripts that may be run, as the operator registered them. */
export interface ScriptRegistry {
  /** By name. */
  list(): ScriptInfo[];
  /**
   * A job with the defaults of its script.
   *
   * @throws {AppError} `invalid` for a script that is not registered, and for parameters that it cannot have, by their fields
   */
  check(job: ScriptJob): ScriptJob;
  /** Names of the scripts that go on where an earlier attempt ended. */
  continuing(): string[];
}

/** One try at running a script. `ended` resolves, and never rejects, when its processes are gone and all that it wrote is stored. */
export interface ScriptAttempt {
  ended: Promise<AttemptEnd>;
  /** Asks the script to end. A reason that ends the run takes the place of one that lets it go on later. */
  stop(reason: EndReason): void;
}

export interface ScriptRunner {
  /** Names of scripts of which no further run may begin while these run; each name as often as it runs. */
  full(running: readonly string[]): string[];
  /** @throws {Error} when the script is not registered any more, or no longer takes the parameters of the run */
  start(run: RunRecord, hooks: { onSteps: (steps: number) => void }): Promise<ScriptAttempt>;
  /** What a script says of its own end over the API; it counts once its process has ended. */
  say(run: string, said: Pick<PatchRun, 'state' | 'reason'>): void;
}

import type { EndReason, PatchRun } from '../../shared/run.ts';
import type { Script } from '../../shared/scripts/script.ts';
import type { AttemptEnd } from '../ports/run-queue.ts';
import type { ProcessEnd } from './child-process.ts';

/** Before the second attempt, four times as long before each further one. */
const BACKOFF_MS = 1000;

export interface Ending {
  script: Pick<Script, 'continues' | 'attempts' | 'timeoutSeconds'>;
  /** Null where it could not be started. */
  process: ProcessEnd | null;
  /** Why it was asked to end; null where nobody asked. */
  stopped: EndReason | null;
  /** Why it was ended by the server itself: it took too long, or its output could not be stored. */
  cut: EndReason | null;
  /** What it said of its own end. */
  said: Pick<PatchRun, 'state' | 'reason'> | undefined;
}

/** What becomes of a run whose script has ended. */
export function attemptEnd({ script, process, stopped, cut, said }: Ending): AttemptEnd {
  if (stopped) return { state: stateAfter(stopped, script), reason: stopped };
  if (cut) return { state: 'failed', reason: cut };
  if (said?.state === 'failed')
    return failed({ code: 'error', message: said.reason ?? 'The script said that it failed.' }, script);
  if (said?.state === 'stopped')
    return { state: 'stopped', reason: { code: 'stopped_by_user', message: said.reason ?? 'Stopped by its script.' } };
  if (process?.code === 0) return { state: 'finished', reason: null };
  return failed({ code: 'error', message: howItEnded(process) }, script);
}

/** A script that goes on where it was is started again, unless it ended like this too often. */
function failed(reason: EndReason, { continues, attempts }: Ending['script']): AttemptEnd {
  if (!continues) return { state: 'failed', reason };
  return { state: 'queued', reason, retry: { maxAttempts: attempts, backoffMs: BACKOFF_MS } };
}

export function stateAfter({ code }: EndReason, { continues }: Pick<Script, 'continues'>): AttemptEnd['state'] {
  if (code === 'paused') return 'paused';
  if (code === 'server_stopped') return continues ? 'queued' : 'failed';
  return 'stopped';
}

function howItEnded(process: ProcessEnd | null): string {
  if (process === null) return 'The script could not be started.';
  const { code, signal } = process;
  if (signal === 'SIGKILL') return 'The script was killed by SIGKILL: the system does that when memory runs out.';
  return signal ? `The script was ended by ${signal}.` : `The script ended with exit code ${code}.`;
}

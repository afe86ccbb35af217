import type { Batch, LogStream } from '../../shared/ingest.ts';
import type { EndReason, PatchRun } from '../../shared/run.ts';
import type { Script } from '../../shared/scripts/script.ts';
import type { ScriptProcess } from '../../shared/scripts/script-process.ts';
import type { RunRecord } from '../ports/meta-store.ts';
import type { AttemptEnd } from '../ports/run-queue.ts';
import type { ScriptAttempt } from '../ports/script-runner.ts';
import { attemptEnd } from './attempt-end.ts';
import { type Child, type ProcessEnd, startChild } from './child-process.ts';
import { createOutputLines } from './output-lines.ts';
import { createOutputLog } from './output-log.ts';

/** The longest that a script gets to end when the server does, which has to be gone itself soon. */
const SHUTDOWN_GRACE_MS = 8000;
const LOOK_MS = 1000;
/** A progress bar that is drawn on one line for hours is shown this often. */
const PROGRESS_MS = 30_000;

export interface ScriptAttemptOptions {
  script: Script;
  run: Pick<RunRecord, 'id' | 'attempt'>;
  /** Program and all arguments. */
  command: readonly string[];
  cwd: string;
  env: Record<string, string>;
  commit: string | null;
  /** The highest step that is stored; null without any. */
  lastStep: () => Promise<number | null>;
  store: (batch: Batch) => Promise<unknown>;
  said: () => Pick<PatchRun, 'state' | 'reason'> | undefined;
  onPid: (pid: number) => void;
  onSteps: (steps: number) => void;
  /** What is known of the process, when it has started and when it has ended. */
  onProcess: (process: ScriptProcess) => Promise<unknown>;
  now: () => number;
}

/** One try at running a script in a process. */
export async function startScriptAttempt(options: ScriptAttemptOptions): Promise<ScriptAttempt> {
  const { script, run, command, cwd, env, commit, lastStep, store, said, onPid, onSteps, onProcess, now } = options;
  const before = await lastStep();
  let stopped: EndReason | null = null;
  let cut: EndReason | null = null;
  let child: Child | undefined;

  const log = createOutputLog({
    attempt: run.attempt,
    hasMetrics: script.metrics === 'json-lines',
    lastStep: before,
    store,
    onBacklog: (isFull) => (isFull ? child?.pause() : child?.resume()),
    onRefused: (error) =>
      end({ code: 'error', message: `What the script wrote could not be stored: ${messageOf(error)}` }),
    now,
  });
  const lines: Record<LogStream, ReturnType<typeof createOutputLines>> = {
    stdout: createOutputLines((text) => log.add('stdout', text)),
    stderr: createOutputLines((text) => log.add('stderr', text)),
  };

  const shown: Partial<Record<LogStream, string>> = {};

  function showProgress(): void {
    for (const stream of ['stdout', 'stderr'] as const) {
      const text = lines[stream].progress();
      if (text !== undefined && text !== shown[stream]) log.add(stream, text);
      if (text !== undefined) shown[stream] = text;
    }
  }

  const graceMs = () => {
    const ms = script.graceSeconds * 1000;
    return stopped?.code === 'server_stopped' ? Math.min(ms, SHUTDOWN_GRACE_MS) : ms;
  };

  /** Ends the script for a reason of the server. */
  function end(reason: EndReason): void {
    cut ??= reason;
    child?.terminate(graceMs());
  }

  function stop(reason: EndReason): void {
    if (!stopped || (stopped.code !== 'stopped_by_user' && stopped.code !== 'pruned')) stopped = reason;
    child?.terminate(graceMs());
  }

  const { continues } = script;
  const about = { command: [...command], cwd, commit, continues, pid: null, exitCode: null, signal: null };

  async function runToEnd(): Promise<ProcessEnd | null> {
    try {
      child = await startChild({ command, cwd, env, onPid, onOutput: (stream, bytes) => lines[stream].push(bytes) });
    } catch (error) {
      cut ??= { code: 'error', message: `The script could not be started: ${messageOf(error)}.` };
      return null;
    }
    if (stopped || cut) child.terminate(graceMs());
    const { timeoutSeconds } = script;
    const timer =
      timeoutSeconds === undefined
        ? undefined
        : setTimeout(
            () =>
              end({ code: 'timed_out', message: `The script took longer than ${timeoutSeconds} s, and was ended.` }),
            timeoutSeconds * 1000,
          );
    const showing = setInterval(showProgress, PROGRESS_MS);
    const looking = setInterval(() => void lastStep().then((step) => step !== null && onSteps(step)), LOOK_MS);
    await onProcess({ ...about, pid: child.pid });
    const how = await child.ended;
    clearTimeout(timer);
    clearInterval(looking);
    clearInterval(showing);
    return how;
  }

  async function attempt(): Promise<AttemptEnd> {
    if (run.attempt > 1) log.mark({ kind: 'resume', step: before ?? 0, text: `attempt ${run.attempt}` });
    const how = await runToEnd();
    for (const each of Object.values(lines)) each.close();
    const result = attemptEnd({ script, process: how, stopped, cut, said: said() });
    if (result.state === 'queued' && result.reason && result.retry)
      log.note('warn', `${result.reason.message} It is started again, unless this was the last of its attempts.`);
    await log.close();
    if (how) await onProcess({ ...about, pid: null, exitCode: how.code, signal: how.signal });
    // what was refused at last is known only now
    return attemptEnd({ script, process: how, stopped, cut, said: said() });
  }

  const ended = attempt().catch(
    (error): AttemptEnd => ({ state: 'failed', reason: { code: 'error', message: messageOf(error) } }),
  );
  return { ended, stop };
}

function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

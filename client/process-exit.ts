import type { HostProcess, Signal } from './host.ts';

/** What has to happen to an open run when its process ends. */
export interface OpenRun {
  /** The program came to its end, with this exit code: send what waits. */
  end(exitCode: number): Promise<unknown>;
  /** A signal wants the process to end: send what waits, soon. `ends` is false when the program handles it itself. */
  interrupted(signal: Signal, ends: boolean): Promise<unknown>;
  /** An error is about to end the process. Synchronous. */
  crashed(error: unknown): void;
  /** The last moment, synchronous: put everything where it survives. */
  exiting(exitCode: number): void;
}

const SIGNALS: readonly Signal[] = ['SIGINT', 'SIGTERM'];

/**
 * Watches the end of the process for all open runs: listeners belong to the process, so there is one
 * watch for it and not one a run. It holds no listener while no run is open.
 *
 * A signal keeps its meaning. Where the program has a listener of its own, that one decides; otherwise
 * the process ends by the same signal once what waits was sent, and at once on a second one.
 */
export function createExitWatch(process: HostProcess) {
  const runs = new Set<OpenRun>();
  let holdingSignals = false;
  let ending = false;

  const onEnd = (): void => {
    const code = Number(process.exitCode ?? 0);
    for (const run of runs) void run.end(code);
  };
  const onError = (error: unknown): void => {
    for (const run of runs) run.crashed(error);
  };
  const onExit = (code: number): void => {
    for (const run of runs) run.exiting(code);
  };
  const onSignal = (signal: Signal): void => {
    const ends = process.listenerCount(signal) === 1;
    ending ||= ends;
    if (ends) holdSignals(false);
    const sent = Promise.allSettled([...runs].map((run) => run.interrupted(signal, ends)));
    if (ends) void sent.then(() => process.kill(process.pid, signal));
  };

  function holdSignals(hold: boolean): void {
    if (hold === holdingSignals) return;
    holdingSignals = hold;
    for (const signal of SIGNALS) process[hold ? 'on' : 'off'](signal, onSignal);
  }

  function listen(method: 'on' | 'off'): void {
    process[method]('beforeExit', onEnd);
    process[method]('uncaughtExceptionMonitor', onError);
    process[method]('exit', onExit);
    holdSignals(method === 'on');
  }

  return {
    add(run: OpenRun): void {
      if (runs.size === 0) listen('on');
      runs.add(run);
    },
    remove(run: OpenRun): void {
      if (runs.delete(run) && runs.size === 0) listen('off');
    },
    /**
     * While the event loop does not turn, no listener can run and a held signal would be without effect:
     * then signals are given back to the system, so that Ctrl-C ends a loop that never pauses.
     */
    loop(turning: boolean): void {
      holdSignals(turning && !ending && runs.size > 0);
    },
  };
}

export type ExitWatch = ReturnType<typeof createExitWatch>;

let shared: ExitWatch | undefined;

/** The watch of this process. */
export function exitWatch(process: HostProcess): ExitWatch {
  shared ??= createExitWatch(process);
  return shared;
}

/** How long a thread may be silent before it is ended, in milliseconds. */
export interface Patience {
  /** Before its first step, while it reads and prepares the data. */
  loadingMs: number;
  /** Between steps. */
  stepMs: number;
  /** After it was asked to stop. */
  stopMs: number;
}

export interface WatchdogOptions {
  patience: Patience;
  look: () => { steps: number; stopping: boolean };
  /** Called once, with what happened in words. */
  onHang: (message: string) => void;
}

const MAX_LOOK_MS = 500;

/** Watches a count of steps from outside, and calls `onHang` when it stands still for too long. */
export function createWatchdog({ patience, look, onHang }: WatchdogOptions) {
  let steps = 0;
  let aliveAt = performance.now();
  let askedAt: number | undefined;

  const timer = setInterval(() => {
    const now = performance.now();
    const seen = look();
    if (seen.steps !== steps) {
      steps = seen.steps;
      aliveAt = now;
    }
    if (seen.stopping) askedAt ??= now;
    const verdict = judge(now);
    if (!verdict) return;
    clearInterval(timer);
    onHang(verdict);
  }, lookInterval(patience));

  function judge(now: number): string | undefined {
    if (askedAt !== undefined && now - askedAt > patience.stopMs)
      return `The training thread did not answer within ${inSeconds(patience.stopMs)} of being asked to stop, and was ended.`;
    const allowed = steps === 0 ? patience.loadingMs : patience.stepMs;
    if (now - aliveAt <= allowed) return undefined;
    const where = steps === 0 ? 'before its first step' : `after step ${steps}`;
    return `The training thread did nothing for ${inSeconds(allowed)} ${where}, and was ended.`;
  }

  return {
    /** Counts anything else that shows the thread at work. */
    sawLife(): void {
      aliveAt = performance.now();
    },
    close(): void {
      clearInterval(timer);
    },
  };
}

function lookInterval({ loadingMs, stepMs, stopMs }: Patience): number {
  return Math.max(5, Math.min(MAX_LOOK_MS, loadingMs / 4, stepMs / 4, stopMs / 4));
}

function inSeconds(ms: number): string {
  return `${ms / 1000} s`;
}

/** A wait that can be cut short, and that alone does not keep a Node process alive. */
export function createPause() {
  let cut: (() => void) | undefined;
  return {
    /** Waits `ms`; a `cut` ends it early, but not before `atLeastMs` of it. */
    async wait(ms: number, atLeastMs = 0): Promise<void> {
      const started = Date.now();
      await new Promise<void>((resolve) => {
        const timer = background(setTimeout(resolve, ms));
        cut = () => {
          clearTimeout(timer);
          background(setTimeout(resolve, Math.max(0, atLeastMs - (Date.now() - started))));
        };
      });
      cut = undefined;
    },
    cut(): void {
      cut?.();
    },
  };
}

/** The timer, not holding the process open where the runtime knows that. */
export function background<T>(timer: T): T {
  (timer as { unref?: () => void }).unref?.();
  return timer;
}

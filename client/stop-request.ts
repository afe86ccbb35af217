import type { Notices } from './notices.ts';
import { textOf } from './text.ts';

/** Whether somebody asked the run to stop. Calls back the first time, and survives a callback that fails. */
export function createStopRequest(notices: Notices, onStop?: () => void) {
  let isRaised = false;

  /** A callback may also be an async function, whose rejection would end the process. */
  async function callBack(): Promise<void> {
    try {
      await onStop?.();
    } catch (error) {
      notices.once('onStop', `onStop failed: ${textOf(error)}`);
    }
  }

  return {
    get isRaised() {
      return isRaised;
    },
    raise(): void {
      if (isRaised) return;
      isRaised = true;
      void callBack();
    },
  };
}

export type StopRequest = ReturnType<typeof createStopRequest>;

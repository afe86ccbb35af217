import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { createWatchdog } from '../../../server/queue/watchdog.ts';

const patience = { loadingMs: 10_000, stepMs: 2000, stopMs: 500 };

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

function watched() {
  const thread = { steps: 0, stopping: false };
  const onHang = vi.fn<(message: string) => void>();
  const watchdog = createWatchdog({ patience, look: () => thread, onHang });
  return { thread, onHang, watchdog };
}

describe('a thread', () => {
  test('may load its data for longer than a step takes', () => {
    const { onHang } = watched();
    vi.advanceTimersByTime(9500);
    expect(onHang).not.toHaveBeenCalled();
    vi.advanceTimersByTime(1000);
    expect(onHang).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/10 s before its first step/));
  });

  test('that goes on stepping is left alone, and ended once it stands still', () => {
    const { thread, onHang } = watched();
    for (let step = 1; step <= 20; step++) {
      thread.steps = step;
      vi.advanceTimersByTime(1500);
    }
    expect(onHang).not.toHaveBeenCalled();
    vi.advanceTimersByTime(5000);
    expect(onHang).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/2 s after step 20/));
  });

  test('that says something is at work, whatever its steps', () => {
    const { thread, onHang, watchdog } = watched();
    thread.steps = 1;
    for (let second = 0; second < 10; second++) {
      vi.advanceTimersByTime(1000);
      watchdog.sawLife();
    }
    expect(onHang).not.toHaveBeenCalled();
  });

  test('that was asked to stop has little time, even if it goes on stepping', () => {
    const { thread, onHang } = watched();
    thread.stopping = true;
    for (let step = 1; step <= 20; step++) {
      thread.steps = step;
      vi.advanceTimersByTime(50);
    }
    expect(onHang).toHaveBeenCalledExactlyOnceWith(expect.stringMatching(/did not answer within 0.5 s/));
  });

  test('that is done is not watched any more', () => {
    const { onHang, watchdog } = watched();
    watchdog.close();
    vi.advanceTimersByTime(60_000);
    expect(onHang).not.toHaveBeenCalled();
  });
});

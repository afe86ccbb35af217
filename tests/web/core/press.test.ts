import { expect, onTestFinished, test, vi } from 'vitest';
import { Press } from '../../../web/core/press.ts';

function pressable() {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const listeners: Record<string, (event: Event) => void> = {};
  const press = new Press({
    addEventListener: (type: string, listener: EventListener) => {
      listeners[type] = listener;
    },
  } as unknown as Window);
  const done: number[] = [];
  return {
    done,
    fire: (type: string, selector = '') =>
      listeners[type]?.({
        target: { closest: (list: string) => (selector && list.includes(selector) ? {} : null) },
      } as never),
    add: (item: number) => press.after(() => done.push(item)),
  };
}

test('what comes while a button is pressed is done after the click, in its order', () => {
  const { done, fire, add } = pressable();
  add(1);
  fire('pointerdown', 'button');
  add(2);
  add(3);
  fire('pointerup');
  expect(done).toEqual([1]); // the click comes now

  vi.advanceTimersByTime(0);
  expect(done).toEqual([1, 2, 3]);
  add(4);
  expect(done).toEqual([1, 2, 3, 4]);
});

test.each([
  ['a drag on a slider or a chart', '', 0],
  ['a button held for long', 'button', 1500],
])('%s keeps nothing waiting for longer than %s', (_, selector, ms) => {
  const { done, fire, add } = pressable();
  fire('pointerdown', selector);
  add(1);
  vi.advanceTimersByTime(ms);
  expect(done).toEqual([1]);
});

test('a finger that begins to scroll, and a window that is left, end the press', () => {
  for (const end of ['pointercancel', 'blur']) {
    const { done, fire, add } = pressable();
    fire('pointerdown', 'button');
    add(1);
    fire(end);
    vi.advanceTimersByTime(0);
    expect(done).toEqual([1]);
  }
});

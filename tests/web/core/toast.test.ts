import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { Toasts } from '../../../web/core/toast.svelte.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

const texts = (toasts: Toasts) => toasts.list.map(({ text }) => text);

test('a message goes by itself, one that can be taken back later, and of many the last four stay', () => {
  const toasts = new Toasts();
  toasts.info('plain');
  toasts.info('undo', { label: 'Undo', run: () => {} });
  vi.advanceTimersByTime(7000);
  expect(texts(toasts)).toEqual(['undo']);
  vi.advanceTimersByTime(7000);
  expect(texts(toasts)).toEqual([]);
  for (const text of ['1', '2', '3', '4', '5']) toasts.error(text);
  expect(texts(toasts)).toEqual(['2', '3', '4', '5']);
});

test('no message goes while somebody points at them, and each has its time anew after that', () => {
  const toasts = new Toasts();
  toasts.info('read');
  toasts.hold(true);
  toasts.info('came meanwhile');
  vi.advanceTimersByTime(60_000);
  expect(texts(toasts)).toEqual(['read', 'came meanwhile']);
  toasts.hold(false);
  vi.advanceTimersByTime(5000);
  expect(texts(toasts)).toHaveLength(2);
  vi.advanceTimersByTime(2000);
  expect(texts(toasts)).toEqual([]);
});

test('what is dismissed under the pointer does not hold those that come after it', () => {
  const toasts = new Toasts();
  toasts.info('first');
  toasts.hold(true);
  toasts.dismiss(toasts.list[0]?.id ?? 0);
  toasts.info('second');
  vi.advanceTimersByTime(7000);
  expect(texts(toasts)).toEqual([]);
});

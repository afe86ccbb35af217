import { expect, test } from 'vitest';
import { Goals } from '../../../web/core/goals.svelte.ts';

function storage(text: string | null = null) {
  let kept = text;
  return {
    getItem: () => kept,
    setItem: (_: string, value: string) => {
      kept = value;
    },
  };
}

test.each([
  ['val/loss', 'lower'],
  ['val/accuracy', 'higher'],
  ['Genauigkeit', undefined],
  ['train/epoch', undefined],
  ['train/learning_rate', undefined],
])('%s is known as better when %s', (metric, direction) => {
  expect(new Goals(storage()).of('p', metric)).toBe(direction);
});

test('what the reader sets holds for the metric in that project alone, and after a reload', () => {
  const place = storage();
  const goals = new Goals(place);
  goals.set(['p'], 'Genauigkeit', 'higher');
  goals.set(['p'], 'val/loss', 'none');

  for (const each of [goals, new Goals(place)]) {
    expect(['Genauigkeit', 'val/loss', 'val/accuracy'].map((metric) => each.of('p', metric))).toEqual([
      'higher',
      undefined,
      'higher',
    ]);
    expect(['Genauigkeit', 'val/loss'].map((metric) => each.of('q', metric))).toEqual([undefined, 'lower']);
    expect(each.ofAll(['p', 'q'], 'Genauigkeit')).toBe(undefined);
    expect(each.ofAll(['p', 'p'], 'Genauigkeit')).toBe('higher');
  }
});

test.each(['{', '[1]', 'null', '{"a":"sideways"}'])('%s in the storage is as nothing', (text) => {
  expect(new Goals(storage(text)).of('p', 'val/loss')).toBe('lower');
});

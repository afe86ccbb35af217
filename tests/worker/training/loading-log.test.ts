import { expect, test } from 'vitest';
import { createLoadingLog } from '../../../worker/training/loading-log.ts';

test('loading says what is done at once, and then how far it is, once a second', () => {
  const sent: string[][] = [];
  let lines: string[] = [];
  let now = 0;
  const recorder = {
    log: (text: string) => void lines.push(text),
    flush() {
      sent.push(lines);
      lines = [];
    },
  };
  const report = createLoadingLog({ recorder, name: 'people', clock: () => now });
  for (; now < 2500; now += 100) report({ stage: 'read', share: now / 2500 });
  report({ stage: 'split', share: 0 });
  now += 1000;
  report({ stage: 'scale', share: 0 });
  expect(sent).toEqual([['reading people'], ['reading people: 40 %'], ['reading people: 80 %'], ['scaling people']]);
});

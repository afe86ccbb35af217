import { expect, test } from 'vitest';
import { parseRunFilter } from '../../shared/run-filter.ts';

const compare = (field: object, operator: string, value: unknown) => ({ type: 'compare', field, operator, value });
const state = (value: string) => compare({ of: 'run', name: 'state' }, '=', value);

test.each<[string, object]>([
  ['state = running', state('running')],
  ['state:running', state('running')],
  ['tag:baseline', compare({ of: 'tag' }, '=', 'baseline')],
  ['tag = "two words"', compare({ of: 'tag' }, '=', 'two words')],
  ['name ~ "a \\"quoted\\" part"', compare({ of: 'run', name: 'name' }, '~', 'a "quoted" part')],
  ['name =~ "^a\\d\\"+$"', compare({ of: 'run', name: 'name' }, '=~', '^a\\d"+$')],
  ['tag=~v1', compare({ of: 'tag' }, '=~', 'v1')],
  ['config.lr<1e-2', compare({ of: 'config', path: ['lr'] }, '<', 0.01)],
  ['config.optimizer.beta1 >= .9', compare({ of: 'config', path: ['optimizer', 'beta1'] }, '>=', 0.9)],
  ['config."dotted.key".x = "1"', compare({ of: 'config', path: ['dotted.key', 'x'] }, '=', '1')],
  ['config.nesterov = true', compare({ of: 'config', path: ['nesterov'] }, '=', true)],
  ['config.group = null', compare({ of: 'config', path: ['group'] }, '=', null)],
  ['summary.val/loss.min <= -0.3', compare({ of: 'summary', key: 'val/loss', stat: 'min' }, '<=', -0.3)],
  ['summary.val/loss > 1', compare({ of: 'summary', key: 'val/loss', stat: 'last' }, '>', 1)],
  ['summary.a.b.max != 1', compare({ of: 'summary', key: 'a.b', stat: 'max' }, '!=', 1)],
  ['summary.min = 1', compare({ of: 'summary', key: 'min', stat: 'last' }, '=', 1)],
  ['summary."my loss".mean = 1', compare({ of: 'summary', key: 'my loss', stat: 'mean' }, '=', 1)],
])('%s is one comparison', (text, expected) => {
  expect(parseRunFilter(text)).toEqual(expected);
});

test('"and" binds closer than "or", "not" closest, parentheses before all', () => {
  const [a, b, c] = ['queued', 'running', 'failed'].map(state) as [object, object, object];
  expect(parseRunFilter('state:queued or state:running and state:failed')).toEqual({
    type: 'or',
    parts: [a, { type: 'and', parts: [b, c] }],
  });
  expect(parseRunFilter('not (state:queued OR state:running) AND not state:failed')).toEqual({
    type: 'and',
    parts: [
      { type: 'not', part: { type: 'or', parts: [a, b] } },
      { type: 'not', part: c },
    ],
  });
});

test.each([
  ['', 'expected the name of a field, not the end (at character 1)'],
  ['colour = red', 'there is no field "colour": expected id, name'],
  ['state', 'after "state", not the end (at character 6)'],
  ['config. = 1', 'expected a name between the dots of "config." (at character 1)'],
  ['state running', 'after "state", not "running" (at character 7)'],
  ['state =', 'expected a value after "=", not the end (at character 8)'],
  ['state = (', 'expected a value after "=", not "(" (at character 9)'],
  ['(state = x', 'expected ")" (at character 11)'],
  ['state = x tag = y', 'expected "and", "or" or the end, not "tag" (at character 11)'],
  ['name = "open', 'this quote does not end (at character 8)'],
  ['createdAt > soon', 'expected a date such as 2026-01-31 after ">", not soon (at character 13)'],
  ['endedAt < 2026-13-45', 'not 2026-13-45 (at character 11)'],
  ['name ! x', '"!" is not expected here (at character 6)'],
  [`${'('.repeat(100)}state:x`, 'expected at most 32 levels'],
  ['x'.repeat(3000), 'a filter has at most 2000 characters'],
])('%j is refused: %s', (text, message) => {
  expect(() => parseRunFilter(text)).toThrow(message);
});

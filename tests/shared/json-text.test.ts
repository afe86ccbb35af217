import { describe, expect, test } from 'vitest';
import { type JsonRules, JsonTextError, readJsonText } from '../../shared/json-text.ts';

const EXACT: JsonRules = { depth: 100, containers: 1000, values: 1000, numbers: 'exact' };
const bytesOf = (text: string) => new TextEncoder().encode(text);

function refusalOf(text: string | Uint8Array, rules = EXACT): JsonTextError {
  try {
    readJsonText(typeof text === 'string' ? bytesOf(text) : text, rules);
  } catch (error) {
    if (error instanceof JsonTextError) return error;
    throw error;
  }
  throw new Error(`${text} is taken`);
}

describe('a number', () => {
  const kept = [
    '0',
    '-0',
    '0.1',
    '1e308',
    '-1E-300',
    '5e-324',
    '9007199254740991',
    '-9007199254740992',
    '1152921504606847000',
    '0.1000000000000000055511151231257827',
    '0e-400',
    '0.0000000000000000000',
  ];
  test.each(kept)('%s is taken', (number) => {
    expect(readJsonText(bytesOf(`{"a": [${number}]}`), EXACT)).toContain(number);
  });

  test.each([
    ['1e400', /float64 can hold/],
    ['-1E+999', /float64 can hold/],
    ['1e-400', /float64 can hold/],
    [`1${'0'.repeat(400)}`, /float64 can hold/],
    ['9007199254740993', /exactly/],
    ['-9223372036854775807', /exactly/],
    ['1152921504606846976', /exactly/],
  ])('%s is refused by name and value, since it would come back as another', (number, reason) => {
    const { code, message, fields } = refusalOf(`{"b":1,"a/b":{"~c":[0, {"x":"]"}, ${number}]}}`);
    expect({ code, message }).toEqual({ code: 'invalid', message: expect.stringMatching(reason) });
    expect(message).toContain('/a~1b/~0c/2');
    expect(fields).toMatchObject([{ path: '/a~1b/~0c/2', value: expect.stringContaining(number.slice(0, 100)) }]);
  });

  test.each(['9223372036854775807', '1e400', '1e-400'])('%s is taken where values are float64', (number) => {
    expect(readJsonText(bytesOf(number), { ...EXACT, numbers: 'float64' })).toBe(number);
  });

  test('what looks like a number within text is text', () => {
    const text = '{"a": "\\"1e400, 9007199254740993", "1e999": "\\\\"}';
    expect(readJsonText(bytesOf(text), EXACT)).toBe(text);
  });
});

describe('text', () => {
  test('a byte order mark is no part of it', () => {
    expect(readJsonText(bytesOf('\ufeff{"a": "\ufeff"}'), EXACT)).toBe('{"a": "\ufeff"}');
  });

  test.each([
    ['Latin-1', [0x7b, 0x22, 0xf6, 0x22], 2],
    ['a character cut at the end', [0x22, 0x61, 0xe2, 0x82], 2],
    ['an overlong form', [0x22, 0xc0, 0x80, 0x22], 1],
    ['half of a surrogate pair', [0x22, 0x22, 0xed, 0xa0, 0x80], 2],
  ])('%s is refused with the place of its first byte', (_name, bytes, at) => {
    const { code, message } = refusalOf(Uint8Array.from(bytes));
    expect({ code, message }).toMatchObject({ code: 'invalid', message: expect.stringContaining('not UTF-8') });
    expect(Number(/byte (\d+)/.exec(message)?.[1])).toBeGreaterThanOrEqual(at);
    expect(Number(/byte (\d+)/.exec(message)?.[1])).toBeLessThanOrEqual(at + 2);
  });

  test.each([
    ['a value', '{"tags": ["ok", "x\\ud800"]}', '/tags/1'],
    ['the second half', '{"tags": ["\\uDC00\\ud800"]}', '/tags/0'],
    ['a key', '{"a": {"k\\udfff" : 1}}', '/a/k\ufffd'],
  ])('half of a surrogate pair is refused in %s', (_name, text, path) => {
    expect(refusalOf(text).fields).toMatchObject([{ path, message: expect.stringMatching(/whole characters/) }]);
  });

  test.each(['"\\ud83d\\ude00"', '"\\\\ud800"', '"\u{1f600}"', '{"\\uD83D\\uDE00": 1}'])('%s is taken', (text) => {
    expect(readJsonText(bytesOf(text), EXACT)).toBe(text);
  });
});

describe('what would be costly to parse', () => {
  test.each([
    ['depth', '['.repeat(101), 'invalid', /deeper than 100 levels/],
    ['depth that is closed', `{"a":${'['.repeat(100)}${']'.repeat(100)}}`, 'invalid', /deeper than 100 levels/],
    ['empty arrays', `[${'[],'.repeat(1000)}[]]`, 'too_large', /more than 1000 arrays and objects/],
    ['values', `[${'0,'.repeat(1001)}0]`, 'too_large', /more than 1000 values/],
  ])('%s is refused unparsed', (_name, text, code, reason) => {
    expect(refusalOf(text)).toMatchObject({ code, message: expect.stringMatching(reason) });
  });

  test('up to the limits it is taken', () => {
    const text = `[${'['.repeat(99)}${']'.repeat(99)}${',[]'.repeat(900)}${',0'.repeat(100)}]`;
    expect(readJsonText(bytesOf(text), EXACT)).toBe(text);
    const quoted = JSON.stringify('[{,'.repeat(2000));
    expect(readJsonText(bytesOf(quoted), EXACT)).toBe(quoted);
  });

  test.each(['', '{"a', '"\\', ']]]}', ':,', '-', '[1e', '"\\ud800'])(
    '%s is not JSON, which is left to the parser or refused',
    (text) => {
      try {
        expect(readJsonText(bytesOf(text), EXACT)).toBe(text);
      } catch (error) {
        expect(error).toBeInstanceOf(JsonTextError);
      }
    },
  );
});

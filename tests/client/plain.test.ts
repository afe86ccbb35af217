import { expect, test } from 'vitest';
import { plain } from '../../client/plain.ts';

class Adam {
  readonly learningRate = 0.1;
  readonly #state = 1;
  get state() {
    return this.#state;
  }
}
class Hidden {
  readonly #state = 1;
  get state() {
    return this.#state;
  }
}
class Named {
  toString() {
    return 'relu(x)';
  }
}
const shared = { a: 1 };
const circular: Record<string, unknown> = { list: [] };
(circular.list as unknown[]).push(circular);

test.each<[string, unknown, unknown]>([
  ['JSON values', { a: [1, 'x', null, true, { b: {} }] }, { a: [1, 'x', null, true, { b: {} }] }],
  ['numbers without a JSON form', [Number.NaN, Number.NEGATIVE_INFINITY, -0], ['NaN', '-Infinity', -0]],
  ['a bigint', 2n ** 70n, '1180591620717411303424'],
  ['undefined in a list', [undefined, 1], [null, 1]],
  [
    'a Map',
    new Map<unknown, unknown>([
      ['lr', 0.1],
      [2, new Map([['x', 1]])],
    ]),
    { lr: 0.1, 2: { x: 1 } },
  ],
  ['a Map of other keys', new Map([[{ k: 1 }, 2]]), [[{ k: 1 }, 2]]],
  ['a Set', new Set([1, 'a']), [1, 'a']],
  ['a Date', new Date(0), '1970-01-01T00:00:00.000Z'],
  ['a Date that is none', new Date(Number.NaN), 'Invalid Date'],
  ['an Error', new RangeError('too far'), 'RangeError: too far'],
  ['a RegExp', /x+/g, '/x+/g'],
  ['a URL', new URL('http://a/b'), 'http://a/b'],
  ['a typed array', new Float64Array([1, Number.NaN]), [1, 'NaN']],
  ['a Buffer', Buffer.from([1, 2]), [1, 2]],
  ['64-bit integers', new BigInt64Array([1n]), ['1']],
  ['a long typed array', new Float32Array(5000), '[Float32Array of 5000: 0, 0, 0, 0, 0, …]'],
  ['an ArrayBuffer', new ArrayBuffer(3), '[ArrayBuffer of 3 bytes]'],
  ['an instance', new Adam(), { class: 'Adam', learningRate: 0.1 }],
  ['an instance without fields', new Hidden(), '[Hidden]'],
  ['an instance with a text', new Named(), 'relu(x)'],
  ['a promise', Promise.resolve(1), '[Promise]'],
  ['boxed values', [new Number(1), new String('x'), new Boolean(false)], [1, 'x', false]],
  ['a class', Adam, 'class Adam'],
  ['a native function', Math.tanh, 'tanh'],
  ['a function', (x: number) => x * 2, '(x) => x * 2'],
  ['a symbol', Symbol('s'), 'Symbol(s)'],
  ['half a surrogate pair', { '\ud800k': 'v\udc00' }, { '\ufffdk': 'v\ufffd' }],
  ['an object twice', [shared, shared], [{ a: 1 }, { a: 1 }]],
  ['a circle', circular, { list: ['[circular]'] }],
  [
    'a getter that throws',
    Object.defineProperty({ b: 2 }, 'a', {
      enumerable: true,
      get: () => {
        throw new Error('no');
      },
    }),
    { b: 2, a: '[Error: no]' },
  ],
  ['a toJSON', { toJSON: () => new Set([1]) }, [1]],
  [
    'a toJSON that throws',
    {
      toJSON: () => {
        throw new Error('no');
      },
    },
    '[Error: no]',
  ],
  [
    'a proxy that throws',
    new Proxy(
      {},
      {
        ownKeys: () => {
          throw new Error('no');
        },
      },
    ),
    '[Error: no]',
  ],
  ['a revoked proxy', revoked(), expect.stringContaining('revoked')],
  ['no prototype', Object.assign(Object.create(null), { a: 1 }), { a: 1 }],
  ['a key that poisons', JSON.parse('{"__proto__": 1}'), { '[__proto__]': 1 }],
  ['a list that claims a length', new Array(4e9), '[4000000000 values]'],
])('%s in a config', (_what, value, expected) => {
  const config = plain({ value });

  expect(config).toEqual({ value: expected });
  expect(JSON.parse(JSON.stringify(config))).toEqual(JSON.parse(JSON.stringify({ value: config?.value })));
});

test('objects that are shared over and over are not written out without end', () => {
  let value: unknown = 1;
  for (let level = 0; level < 60; level++) value = [value, value];

  expect(JSON.stringify(plain({ value })).length).toBeLessThan(10_000_000);
});

test.each([
  [new Map([['a', 1]]), { a: 1 }],
  [new Adam(), { learningRate: 0.1 }],
  [{ a: undefined }, {}],
])('a config may itself be %o', (config, expected) => {
  expect(plain(config)).toEqual(expected);
});

test.each([[5], ['text'], [[1]], [null], [() => 1]])('a config cannot be %o', (config) => {
  expect(plain(config)).toBeUndefined();
});

function revoked(): object {
  const { proxy, revoke } = Proxy.revocable({}, {});
  revoke();
  return proxy;
}

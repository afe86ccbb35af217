import fc from 'fast-check';
import { expect, test } from 'vitest';
import { joinList, splitList } from '../../../web/core/address-list.ts';
import { matchRoute } from '../../../web/core/route.ts';
import { fakeWindow } from '../support/fake-window.ts';

/** Any text, with what addresses are made of more often than chance would have it. */
const text = fc.oneof(
  fc.string({ unit: 'binary', minLength: 1 }),
  fc.string({
    unit: fc.constantFrom('%', ',', '25', '2C', '&', '=', '+', '#', '?', '/', ' ', '\\', '\n', 'é', '𝄞'),
    minLength: 1,
  }),
);
const name = fc.constantFrom('q', 'project', 'metrics', 'state', 'sort', 'tab', 'of', 'settings', 'dataset', 'from');
const listName = fc.constantFrom('runs', 'hide', 'keys', 'columns');

test('every text and every list in the address is read back as it was written, also after a reload', () => {
  fc.assert(
    fc.property(
      fc.dictionary(name, text),
      fc.dictionary(listName, fc.array(text, { minLength: 1 })),
      (texts, lists) => {
        const { router, location } = fakeWindow('/compare');
        router.set(texts);
        router.set(Object.fromEntries(Object.entries(lists).map(([key, items]) => [key, joinList(items)])));

        for (const each of [router, fakeWindow(location.href).router]) {
          expect(each.route).toEqual({ page: 'compare' });
          for (const [key, value] of Object.entries(texts)) expect(each.query.get(key)).toBe(value);
          for (const [key, items] of Object.entries(lists)) expect(splitList(each.query.get(key))).toEqual(items);
        }
      },
    ),
  );
});

test('no path and no query, however mistyped, keeps the router from naming a page', () => {
  fc.assert(
    fc.property(text, text, (path, query) => {
      const { router } = fakeWindow(`/runs/${path}?keys=${query}&q=${query}`);
      expect(router.route.page).toEqual(expect.any(String));
      expect(splitList(router.query.get('keys'))).toEqual(expect.any(Array));
    }),
  );
});

test.each([
  ['100%', ['100%']],
  ['a,b', ['a', 'b']],
  ['train%2Floss,100%25', ['train/loss', '100%']],
  ['a%2Cb', ['a,b']],
  [',a,,', ['a']],
  [null, []],
])('the list %j is %j', (given, items) => {
  expect(splitList(given)).toEqual(items);
});

test.each([
  ['/runs/%', { page: 'run', id: '%' }],
  ['/runs/%ff', { page: 'run', id: '%ff' }],
  ['/runs/50%25', { page: 'run', id: '50%' }],
  ['/%', { page: 'missing' }],
])('%s is %j', (path, route) => {
  expect(matchRoute(path)).toEqual(route);
});

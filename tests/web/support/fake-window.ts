import { Router } from '../../../web/core/router.svelte.ts';

/** A router on as much of a window as it touches. */
export function fakeWindow(address: string) {
  const location = new URL(address, 'http://board');
  const move = (_: unknown, __: string, href: string) => {
    location.href = new URL(href, location).href;
  };
  const target = { location, history: { pushState: move, replaceState: move }, addEventListener() {}, scrollTo() {} };
  return { location, router: new Router(target as unknown as Window) };
}

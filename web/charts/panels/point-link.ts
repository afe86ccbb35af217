import type { Router } from '../../core/router.svelte.ts';

/** The address of the page with the values of a chart pinned at one x. */
export function linkToPoint(
  location: Pick<Location, 'origin' | 'pathname' | 'search'>,
  chart: string,
  x: number,
): string {
  const query = new URLSearchParams(location.search);
  query.set('point', `${Number(x.toPrecision(15))}~${chart}`);
  return `${location.origin}${location.pathname}?${query}`;
}

/** Where the address pins the values of a chart; null when it does not. */
export function linkedPoint(query: Router['query'], chart: string): number | null {
  const given = query.get('point') ?? '';
  const at = given.indexOf('~');
  const x = Number(given.slice(0, at));
  return at > 0 && given.slice(at + 1) === chart && Number.isFinite(x) ? x : null;
}

import type { Router } from '../core/router.svelte.ts';

/** The step of the checkpoint that the address names; null is the newest. */
export function chosenCheckpoint({ query }: Pick<Router, 'query'>): number | null {
  return query.has('checkpoint') ? Number(query.get('checkpoint')) : null;
}

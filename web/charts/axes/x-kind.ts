import type { XAxis } from '../../../shared/query.ts';

/** What the x axis shows: steps, times, or the values of a metric. */
export type XKind = XAxis | 'metric';

import { METRIC } from '../../shared/metric-names.ts';
import { type Optimizer, searchesLine } from '../../shared/training/optimizer.ts';
import { pointAt, type Track, vectorAt } from './track.ts';

/** What of a step is drawn as an arrow. */
export const ARROWS = ['descent', 'momentum', 'look-ahead', 'update'] as const;
export type ArrowKind = (typeof ARROWS)[number];

/** An arrow in coordinates. */
export interface Arrow {
  kind: ArrowKind;
  from: number[];
  by: number[];
}

/** Optimizers whose step is a sum of the scaled gradient and what momentum keeps. */
const ADDITIVE: readonly string[] = ['gd', 'sgd', 'momentum', 'nesterov'];

/** Longest and shortest that the longest arrow of a step is drawn, in pixels. */
export const LONGEST = 160;
export const SHORTEST = 56;
/** A step that would have to be drawn larger than this leads nowhere any more. */
export const MOST_ENLARGED = 1000;

/**
 * What the step after a place of a track is made of. With plain gradients, momentum or Nesterov the arrows of descent and
 * momentum add up to the update: −α·g, at the look-ahead point if there is one, and μ·u. Of other optimizers the descent
 * is the direction alone, as long as the update.
 *
 * Source  Sutskever et al. (2013), On the importance of initialization and momentum in deep learning, §2
 */
export function arrowsAt(
  track: Track,
  place: number,
  { optimizer, variables }: { optimizer: Optimizer; variables: readonly string[] },
): Arrow[] {
  const point = pointAt(track, place);
  const next = track.steps[place + 1] === (track.steps[place] ?? 0) + 1 ? place + 1 : null;
  const update = next === null ? null : vectorAt(track, 'update', next, variables);
  const gradient = vectorAt(track, 'gradient', place, variables);
  const ahead = vectorAt(track, 'look_ahead', place, variables);
  const kept = ahead ? minus(ahead, point) : keptAt(track, place, next, { optimizer, variables });
  const arrows: Arrow[] = [];
  const rate = (next === null ? undefined : track.column(METRIC.learningRate)?.[next]) ?? optimizer.learningRate;
  const descent = gradient && descentOf(gradient, rate, update, optimizer);
  if (descent) arrows.push({ kind: 'descent', from: ahead ?? point, by: descent });
  if (kept) arrows.push({ kind: ahead ? 'look-ahead' : 'momentum', from: point, by: kept });
  if (update) arrows.push({ kind: 'update', from: point, by: update });
  return arrows.filter(({ by }) => by.every(Number.isFinite) && length(by) > 0);
}

/** By how much arrows are drawn longer than they are, so that the longest, in pixels, can be seen whole. */
export function arrowScale(longest: number): number {
  if (!(longest > 0) || !Number.isFinite(longest)) return 1;
  if (longest > LONGEST) return LONGEST / longest;
  return longest < SHORTEST ? Math.min(MOST_ENLARGED, SHORTEST / longest) : 1;
}

function descentOf(gradient: number[], rate: number, update: number[] | null, optimizer: Optimizer): number[] | null {
  if (ADDITIVE.includes(optimizer.name) && !searchesLine(optimizer)) return scaled(gradient, -rate);
  return update && scaled(unit(gradient), -length(update));
}

/** How far momentum alone carries the next step. */
function keptAt(
  track: Track,
  place: number,
  next: number | null,
  { optimizer, variables }: { optimizer: Optimizer; variables: readonly string[] },
): number[] | null {
  const velocity = vectorAt(track, 'velocity', place, variables);
  const recorded = (next === null ? undefined : track.column(METRIC.momentum)?.[next]) ?? Number.NaN;
  const set = 'momentum' in optimizer ? optimizer.momentum : 0;
  return velocity && scaled(velocity, Number.isFinite(recorded) ? recorded : set);
}

function length(vector: readonly number[]): number {
  return Math.hypot(...vector);
}

function unit(vector: readonly number[]): number[] {
  return scaled(vector, 1 / length(vector));
}

function scaled(vector: readonly number[], by: number): number[] {
  return vector.map((each) => each * by);
}

function minus(a: readonly number[], b: readonly number[]): number[] {
  return a.map((each, index) => each - (b[index] ?? 0));
}

/** What runs are sorted by, as `toSortValue` gives it. */
export type SortValue = string | number;
/** Of two places, which comes first: negative for the first one. */
export type ComparePlaces = (a: number, b: number) => number;

/** So many are sorted or merged before others are let in. */
const SORTED_AT_ONCE = 1024;
const MERGED_AT_ONCE = 16_384;
/** Texts that are alike in so many characters count as equal: a list keeps what it is sorted by in memory. */
const COMPARED = 256;

/** A value as `<` compares it: texts by code points, whatever the case of ASCII letters where `fold` is set. */
export function toSortValue(value: unknown, fold: boolean): SortValue {
  if (typeof value === 'number') return value;
  const text = (typeof value === 'string' ? value : JSON.stringify(value)).slice(0, COMPARED);
  const folded = fold ? text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase()) : text;
  return /[\ud800-\uffff]/.test(folded) ? inCodePointOrder(folded) : folded;
}

/** In UTF-16 the characters beyond U+FFFF are below U+E000 to U+FFFF: both ranges change places. */
function inCodePointOrder(text: string): string {
  return text.replaceAll(/[\ud800-\uffff]/g, (unit) => {
    const code = unit.charCodeAt(0);
    return String.fromCharCode(code < 0xe000 ? code + 0x2000 : code - 0x800);
  });
}

/** Numbers are before texts; zero where they are equal. */
export function compareValues(a: SortValue, b: SortValue): number {
  if (a === b) return 0;
  return (typeof a === typeof b ? a < b : typeof a === 'number') ? -1 : 1;
}

/** The places from 0 up to before `length` in their order; sorts a bounded number of them between two pauses. */
export async function sortPlaces(
  length: number,
  compare: ComparePlaces,
  pause: () => Promise<void>,
): Promise<Uint32Array> {
  let from = Uint32Array.from({ length }, (_, place) => place);
  for (let start = 0; start < length; start += SORTED_AT_ONCE) {
    sortSome(from.subarray(start, start + SORTED_AT_ONCE), compare);
    await pause();
  }
  let to = new Uint32Array(length);
  for (let width = SORTED_AT_ONCE; width < length; width *= 2) {
    for (let start = 0; start < length; start += 2 * width) await merge(from, to, start, width, compare, pause);
    [from, to] = [to, from];
  }
  return from;
}

/** Runs often are in order already, or in the opposite one. */
function sortSome(places: Uint32Array, compare: ComparePlaces): void {
  const isOrdered = (sign: number) =>
    places.every((place, at) => at === 0 || compare(places[at - 1] as number, place) * sign < 0);
  if (isOrdered(1)) return;
  if (isOrdered(-1)) places.reverse();
  else places.sort(compare);
}

/** Merges the sorted places from `start` and the `width` of them behind these into `to`. */
async function merge(
  from: Uint32Array,
  to: Uint32Array,
  start: number,
  width: number,
  compare: ComparePlaces,
  pause: () => Promise<void>,
): Promise<void> {
  const middle = Math.min(start + width, from.length);
  const end = Math.min(start + 2 * width, from.length);
  const at = (place: number) => from[place] as number;
  if (middle === end || compare(at(middle - 1), at(middle)) <= 0) {
    to.set(from.subarray(start, end), start);
    return;
  }
  if (compare(at(end - 1), at(start)) < 0) {
    to.set(from.subarray(middle, end), start);
    to.set(from.subarray(start, middle), start + end - middle);
    return;
  }
  let [left, right] = [start, middle];
  for (let next = start; next < end; ) {
    for (const stop = Math.min(end, next + MERGED_AT_ONCE); next < stop; next++) {
      const isLeft = right >= end || (left < middle && compare(at(left), at(right)) <= 0);
      to[next] = isLeft ? at(left++) : at(right++);
    }
    await pause();
  }
}

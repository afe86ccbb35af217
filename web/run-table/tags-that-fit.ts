/** Pixels of a character of a chip, on average, and of what is around its text. */
const CHARACTER = 6.4;
const AROUND = 12;
const GAP = 4;
/** Of the chip that counts those left out. */
const COUNT = 30;

/** How many of these tags, from the first on, have room side by side in so many pixels: one at least, which may be cut. */
export function tagsThatFit(tags: readonly string[], width: number): number {
  let used = 0;
  for (const [index, tag] of tags.entries()) {
    used += Array.from(tag).length * CHARACTER + AROUND + (index > 0 ? GAP : 0);
    const isLast = index === tags.length - 1;
    if (used > (isLast ? width : width - GAP - COUNT)) return Math.max(1, index);
  }
  return tags.length;
}

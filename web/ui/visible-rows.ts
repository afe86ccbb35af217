/** Rows beyond the edges that are there already when the reader scrolls. */
const AROUND = 8;

/** The rows of a list that are in sight or near it: from the first up to before `end`. */
export function visibleRows(
  scrollTop: number,
  height: number,
  rowHeight: number,
  count: number,
): { first: number; end: number } {
  const first = Math.max(0, Math.floor(scrollTop / rowHeight) - AROUND);
  const end = Math.min(count, Math.ceil((scrollTop + height) / rowHeight) + AROUND);
  return { first: Math.min(first, end), end };
}

/** Where to scroll to so that a row is wholly in sight; the present place where it is already. */
export function scrollTopFor(row: number, scrollTop: number, height: number, rowHeight: number): number {
  const [top, bottom] = [row * rowHeight, (row + 1) * rowHeight];
  if (top < scrollTop) return top;
  return bottom > scrollTop + height ? bottom - height : scrollTop;
}

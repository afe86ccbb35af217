/** The places at which all groups of a query have a value. */
export interface Grid {
  window: readonly [number, number];
  /** Buckets that a run is reduced to, at most. */
  columns: number;
  /** In rising order. */
  places: Float64Array;
  /** The index of the place that an x of the window belongs to. */
  placeOf(x: number): number;
}

/** The given places where these are known; else the middle of each column, which are the same as those of `reduceToPixels`. */
export function gridOver(known: ReadonlySet<number> | null, window: Grid['window'], columns: number): Grid {
  if (known) {
    const places = Float64Array.from(known).sort();
    const indexes = new Map(Array.from(places, (x, index) => [x, index]));
    return { window, columns, places, placeOf: (x) => indexes.get(x) ?? nearest(places, x) };
  }
  const [low, high] = window;
  const places = Float64Array.from({ length: columns }, (_, column) => low + ((column + 0.5) * (high - low)) / columns);
  const placeOf = (x: number) => {
    const column = Math.floor(((x - low) * columns) / (high - low));
    return column < columns ? column : columns - 1;
  };
  return { window, columns, places, placeOf };
}

/** A point that came after the places were gathered has none of its own. */
function nearest(places: Float64Array, x: number): number {
  let best = 0;
  for (let index = 1; index < places.length; index++)
    if (Math.abs((places[index] as number) - x) < Math.abs((places[best] as number) - x)) best = index;
  return best;
}

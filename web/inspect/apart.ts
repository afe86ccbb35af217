/** Those of some places that lie at least so far from all taken before, from the last to the first: where names have room. */
export function placesApart<Place extends { at: readonly [number, number] }>(
  places: readonly Place[],
  distance: number,
): Place[] {
  const taken: Place[] = [];
  for (const place of places.toReversed())
    if (taken.every(({ at }) => Math.hypot(at[0] - place.at[0], at[1] - place.at[1]) >= distance)) taken.push(place);
  return taken;
}

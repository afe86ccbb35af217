/** Places of labels moved so far that neighbours are at least `distance` apart, within limits, in the order given. */
export function apart(places: readonly number[], distance: number, [low, high]: readonly [number, number]): number[] {
  const sorted = places.map((place, index) => ({ place, index })).sort((a, b) => a.place - b.place);
  let least = low;
  for (const each of sorted) {
    each.place = Math.max(each.place, least);
    least = each.place + distance;
  }
  let most = high;
  for (const each of sorted.toReversed()) {
    each.place = Math.min(each.place, most);
    most = each.place - distance;
  }
  const moved: number[] = [];
  for (const { place, index } of sorted) moved[index] = place;
  return moved;
}

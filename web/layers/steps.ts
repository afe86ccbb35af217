/** At most `most` of them, evenly chosen, the first and the last among them. */
export function evenly<T>(all: readonly T[], most: number): T[] {
  if (all.length <= most) return [...all];
  const places = Array.from({ length: most }, (_, index) => Math.round((index * (all.length - 1)) / (most - 1)));
  return places.flatMap((place) => all[place] ?? []);
}

/** Where the step to show stands among those there are: the first that is not before it, else the last; −1 without steps. */
export function placeOf(steps: readonly number[], step: number | null): number {
  const later = step === null ? -1 : steps.findIndex((each) => each >= step);
  return later < 0 ? steps.length - 1 : later;
}

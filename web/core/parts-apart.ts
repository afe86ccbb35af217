const SEPARATOR = ' · ';

/** Names by what differs: parts between dots that all have in the same place are left out; a name that is all of them stays. */
export function partsApart(names: readonly string[]): string[] {
  const split = names.map((name) => name.split(SEPARATOR));
  const [first = []] = split;
  const isShared = (part: string, place: number) => split.every((parts) => parts[place] === part);
  if (names.length < 2 || split.some(({ length }) => length !== first.length)) return [...names];
  return split.map(
    (parts, index) => parts.filter((part, place) => !isShared(part, place)).join(SEPARATOR) || (names[index] ?? ''),
  );
}

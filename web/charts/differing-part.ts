/** A name, divided around the part by which it differs from the others beside it. */
export interface DividedName {
  before: string;
  part: string;
  after: string;
}

const WORD = /[\p{L}\p{N}.]/u;

/** Divides each of the names; of a single one, or where nothing is shared, the part is the whole name. */
export function differingParts(names: readonly string[]): DividedName[] {
  const distinct = [...new Set(names)];
  if (distinct.length < 2) return names.map((name) => ({ before: '', part: name, after: '' }));
  const start = sharedLength(distinct);
  const ends = distinct.map((name) => [...name.slice(start)].reverse().join(''));
  const end = sharedLength(ends);
  return names.map((name) => ({
    before: name.slice(0, start),
    part: name.slice(start, name.length - end),
    after: name.slice(name.length - end),
  }));
}

/** Characters with which all names begin, up to the end of a word. */
function sharedLength(names: readonly string[]): number {
  const [first = '', ...rest] = names;
  let length = 0;
  while (length < first.length && rest.every((name) => name[length] === first[length])) length++;
  const isInWord = () => names.some((name) => WORD.test(name[length] ?? '')) && WORD.test(first[length - 1] ?? '');
  while (length > 0 && isInWord()) length--;
  return length;
}

/** Names up to this length are shown whole. */
const LONGEST = 28;
const CUT = '…';
const PART_END = /[\s_\-/:=,]/;
/** So much of what is shared stays, from the beginning of a part: `seed_1` says more than `1`. */
const CONTEXT = 10;

/** Names short enough for a chart: what all of them share is left out, so that what is left tells them apart. */
export function shortNames(names: readonly string[]): string[] {
  if (names.every((name) => name.length <= LONGEST)) return [...names];
  const distinct = [...new Set(names)];
  if (distinct.length < 2) return names.map((name) => cutInside(name));
  const shared = sharedStart(distinct);
  const end = sharedStart(distinct.map((name) => reversed(name.slice(shared))));
  const start = withContext(distinct[0] ?? '', shared);
  const head = start > 1 ? CUT : '';
  const tail = end > 1 ? CUT : '';
  return names.map((name) => {
    const middle = name.slice(head ? start : 0, tail ? name.length - end : undefined);
    return cutInside(`${head}${middle}${tail}`);
  });
}

/** A long name without its middle: names of a series of runs differ at the end, rarely at the beginning. */
export function cutInside(name: string, longest = LONGEST + 4): string {
  const characters = Array.from(name);
  if (characters.length <= longest) return name;
  const kept = longest - 1;
  return [...characters.slice(0, Math.ceil(kept / 2)), CUT, ...characters.slice(-Math.floor(kept / 2))].join('');
}

/** Characters that all begin with, up to the end of a part: of `lr_0.1` and `lr_0.2` it is `lr_`. */
function sharedStart(names: readonly string[]): number {
  const [first = '', ...rest] = names;
  let length = 0;
  while (length < first.length && rest.every((name) => name[length] === first[length])) length++;
  while (length > 0 && !PART_END.test(first[length - 1] ?? '')) length--;
  return length;
}

function withContext(name: string, shared: number): number {
  let start = shared;
  for (let at = shared - 1; at > Math.max(0, shared - CONTEXT); at--) if (PART_END.test(name[at - 1] ?? '')) start = at;
  return start;
}

function reversed(text: string): string {
  return Array.from({ length: text.length }, (_, index) => text[text.length - 1 - index]).join('');
}

import type { ReferenceCase } from './case.ts';

/** Numbers that Python's `json.dump` writes bare, which JSON has no word for; and strings, where they are only text. */
const BARE = /"(?:[^"\\]|\\.)*"|-?Infinity|NaN/g;
const MARK = '\u0000';

/** The cases of a reference file as Python writes it: NaN and infinities included. */
export function readCases(text: string): ReferenceCase[] {
  const marked = text.replace(BARE, (found) => (found.startsWith('"') ? found : JSON.stringify(MARK + found)));
  const { cases } = JSON.parse(marked, (_, value) =>
    typeof value === 'string' && value.startsWith(MARK) ? Number(value.slice(MARK.length)) : value,
  ) as { cases?: ReferenceCase[] };
  if (!Array.isArray(cases)) throw new Error('it holds no list of "cases"');
  return cases;
}

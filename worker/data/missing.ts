/** Words that mean nothing but a missing value, in any column. */
const ALWAYS = [
  ...['', '?', 'na', 'n/a', '#n/a', '#na', '<na>', 'nan', '-nan', 'null', '\\n'],
  ...['#value!', '#div/0!', '#ref!', '#num!', '#name?', '#null!'],
];
/** Words that mean one among numbers; among words they may be a category, as "None" is for the grade of a pain. */
const AMONG_NUMBERS = ['none', 'nil', '-', '--', '.', '..', '–', '—', 'missing', 'n.a.', 'k.a.', '*'];

const IN_WORDS = new Set(ALWAYS);
const IN_NUMBERS = new Set([...ALWAYS, ...AMONG_NUMBERS]);

/** Whether a cell of a word column stands for a missing value, whatever its case. */
export function isMissingWord(cell: string): boolean {
  return cell.length <= 8 && IN_WORDS.has(cell.toLowerCase());
}

/** Whether a cell among numbers stands for a missing value, whatever its case. */
export function isMissingNumber(cell: string): boolean {
  return cell.length <= 8 && IN_NUMBERS.has(cell.toLowerCase());
}

import { FilterError } from '../../shared/filter-words.ts';
import { parseRunFilter } from '../../shared/run-filter.ts';
import { errorMessage } from '../api/api.ts';

/** What is wrong with a filter, and at which character; null when it is wrong as a whole. */
export interface FilterProblem {
  message: string;
  at: number | null;
}

/** Whether a text is meant as a filter such as `state = failed`, not as words to look for. */
export function isFilter(text: string): boolean {
  return /[=<>~:]/.test(text);
}

/** What is wrong with a filter; null when nothing is. */
export function filterProblem(text: string): FilterProblem | null {
  try {
    parseRunFilter(text);
    return null;
  } catch (error) {
    return { message: errorMessage(error), at: error instanceof FilterError ? error.at : null };
  }
}

const WORD_FIELDS = ['name', 'id', 'project', 'group', 'tag', 'state', 'notes'];
const WORD_SETTINGS = ['optimizer', 'dataset'].flatMap((name) => [`config.${name}`, `config.${name}.name`]);

/** Words as the filter that finds them where the table does: each of them, anywhere in a run. */
export function filterOfWords(words: string): string {
  return wordsOf(words)
    .map(
      (word) =>
        `(${[...WORD_FIELDS, ...WORD_SETTINGS].map((field) => `${field} ~ ${JSON.stringify(word)}`).join(' or ')})`,
    )
    .join(' and ');
}

/** The words looked for, in lower case. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

import { FilterError } from '../../shared/filter-words.ts';
import { parseRunFilter } from '../../shared/run-filter.ts';
import { errorMessage } from '../api/api.ts';

/** An error of a filter and the index of its character; null when the filter as a whole is wrong. */
export interface FilterProblem {
  message: string;
  at: number | null;
}

/** Whether a text is a filter such as `state = failed` rather than words to search for. */
export function isFilter(text: string): boolean {
  return /[=<>~:]/.test(text);
}

/** The error of a filter; null for a valid one. */
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

/** The filter that is equal to the table's search for words: each of them, in any field. */
export function filterOfWords(words: string): string {
  return wordsOf(words)
    .map(
      (word) =>
        `(${[...WORD_FIELDS, ...WORD_SETTINGS].map((field) => `${field} ~ ${JSON.stringify(word)}`).join(' or ')})`,
    )
    .join(' and ');
}

/** The words of a search, in lower case. */
export function wordsOf(text: string): string[] {
  return text.toLowerCase().split(/\s+/).filter(Boolean);
}

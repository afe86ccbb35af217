import { pathsWithWords } from '../runs/setting-words.ts';
import type { Column } from './parameter-axis.ts';

/** So many axes fit beside each other; the reader chooses more. */
const MOST = 7;

/** The parameters that are shown at first: those that most experiments turn, then the others, in their order. */
export function usualAxes(parameters: readonly Column[]): Column[] {
  const known = new Set(pathsWithWords(parameters.map(({ axis }) => axis.label)).map(({ path }) => path));
  const isKnown = ({ axis }: Column) => known.has(axis.label);
  return [...parameters.filter(isKnown), ...parameters.filter((each) => !isKnown(each))].slice(0, MOST);
}

import type { GroupKey } from '../../shared/view.ts';
import type { GroupValue, RunGroup } from './grouping.ts';

/** Fields that are grouped by under the name that filters call them by. */
const FIELDS: readonly GroupKey[] = ['group', 'project', 'state', 'jobType'];

/** The filter that finds the runs of a group: by what they share where filters can say that, else by their ids. */
export function groupFilter({ values, runs }: Pick<RunGroup, 'values' | 'runs'>, by: readonly GroupKey[]): string {
  const conditions = by.map((key, index) => conditionOf(key, values[index] ?? null));
  const isSaid = conditions.length > 0 && conditions.every((each) => each !== null);
  return isSaid ? conditions.join(' and ') : `id =~ "^(${runs.map(({ id }) => id).join('|')})$"`;
}

/** Null for what a run lacks, and for tags: filters ask for one of several. */
function conditionOf(key: GroupKey, value: GroupValue): string | null {
  if (value === null) return null;
  const text = JSON.stringify(value);
  if (FIELDS.includes(key)) return `${key} = ${text}`;
  if (key === 'dataset' || key === 'optimizer') return `(config.${key} = ${text} or config.${key}.name = ${text})`;
  return key.startsWith('config.') ? `${pathOf(key)} = ${text}` : null;
}

function pathOf(key: GroupKey): string {
  return key
    .split('.')
    .map((part) => (/^[A-Za-z_]\w*$/.test(part) ? part : JSON.stringify(part)))
    .join('.');
}

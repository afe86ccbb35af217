import { ChartSettings } from '../../shared/panel-spec.ts';
import type { ViewState } from '../../shared/view.ts';
import { joinList, splitList } from '../core/address-list.ts';

/** What of a view is in the address, by its name there; the rest is too large for a link, and in the stored view alone. */
export type SmallState = Pick<ViewState, 'filter' | 'hidden' | 'shown' | 'newest' | 'value' | 'grouping' | 'charts'>;

/** Parts of a chart's settings by their names in the address. */
const CHART_NAMES = {
  x: 'x',
  xMetric: 'xm',
  logX: 'logx',
  y: 'y',
  smoothing: 'smoothing',
  outliers: 'outliers',
  synced: 'synced',
  tooltip: 'tooltip',
} as const satisfies Partial<Record<keyof ChartSettings, string>>;

/** The words of the address for values that are called otherwise in a view. */
const WORDS: readonly [key: keyof ChartSettings, value: unknown, word: string][] = [
  ['outliers', 'left-out', 'out'],
  ['logX', true, 'log'],
  ['synced', false, 'no'],
];

/** The changes to an address that make it that of the view. */
export function toAddress({ filter, hidden, shown, newest, value, grouping, charts = {} }: SmallState) {
  const settings = Object.entries(CHART_NAMES).map(([key, name]) => {
    const setting = charts[key as keyof ChartSettings];
    return [name, setting === undefined ? null : wordOf(key as keyof ChartSettings, setting)] as const;
  });
  return {
    q: filter ?? null,
    hide: hidden?.length ? joinList(hidden) : null,
    show: shown ? joinList(shown) || NONE : null,
    newest: newest === undefined ? null : String(newest),
    value: value ?? null,
    group: grouping?.by.length ? joinList(grouping.by) : null,
    middle: grouping?.middle ?? null,
    spread: grouping?.spread ?? null,
    members: grouping?.members === undefined ? null : String(grouping.members),
    ...Object.fromEntries(settings),
  };
}

/** No run has this id: `show` without one would be no choice at all. */
const NONE = '-';

/** What an address says of a view; what it has no valid value for is as usual. */
export function fromAddress(query: URLSearchParams): SmallState {
  const list = (name: string) => splitList(query.get(name));
  const newest = Number(query.get('newest'));
  return {
    ...(query.get('q') && { filter: query.get('q') ?? '' }),
    ...(query.get('hide') && { hidden: list('hide') }),
    ...(query.get('show') && { shown: list('show').filter((id) => id !== NONE) }),
    ...(Number.isInteger(newest) && newest >= 1 && newest <= 100 && { newest }),
    ...(query.get('value') && { value: query.get('value') ?? '' }),
    ...groupingOf(query),
    ...chartsOf(query),
  };
}

function groupingOf(query: URLSearchParams): Pick<ViewState, 'grouping'> {
  const by = splitList(query.get('group')).slice(0, 8);
  if (by.length === 0) return {};
  const middle = oneOf(query.get('middle'), ['mean', 'median'] as const);
  const spread = oneOf(query.get('spread'), ['extremes', 'deviation', 'error', 'interval'] as const);
  const members = oneOf(query.get('members'), ['true', 'false'] as const);
  return {
    grouping: {
      by,
      ...(middle && { middle }),
      ...(spread && { spread }),
      ...(members && { members: members === 'true' }),
    },
  };
}

function oneOf<T extends string>(text: string | null, allowed: readonly T[]): T | undefined {
  return allowed.find((each) => each === text);
}

function chartsOf(query: URLSearchParams): Pick<ViewState, 'charts'> {
  const entries = Object.entries(CHART_NAMES).flatMap(([key, name]) => {
    const text = query.get(name);
    const value = text === null ? undefined : settingOf(key as keyof ChartSettings, text);
    return value === undefined ? [] : [[key, value]];
  });
  return entries.length > 0 ? { charts: Object.fromEntries(entries) } : {};
}

function wordOf(key: keyof ChartSettings, value: unknown): string {
  return WORDS.find(([of, each]) => of === key && each === value)?.[2] ?? String(value);
}

/** The setting that a word stands for; undefined where its schema does not have it. */
function settingOf(key: keyof ChartSettings, text: string): unknown {
  const known = WORDS.find(([of, , word]) => of === key && word === text);
  if (known) return known[1];
  const schema = ChartSettings.properties[key] as { enum?: unknown[]; type?: string; anyOf?: { const?: unknown }[] };
  if (schema.type === 'number') return text !== '' && Number(text) >= 0 && Number(text) < 1 ? Number(text) : undefined;
  if (schema.type === 'boolean') return undefined;
  if (schema.enum) return schema.enum.includes(text) ? text : undefined;
  return text;
}

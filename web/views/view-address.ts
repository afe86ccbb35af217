import { ChartSettings } from '../../shared/panel-spec.ts';
import type { ViewState } from '../../shared/view.ts';
import { readSettings, settingsAddress } from '../charts/chart-view.svelte.ts';
import { joinList, splitList } from '../core/address-list.ts';

/** What of a view is in the address, by its name there; the rest is too large for a link, and in the stored view alone. */
export type SmallState = Pick<
  ViewState,
  | ('filter' | 'hidden' | 'shown' | 'newest' | 'value' | 'grouping' | 'charts')
  | ('columns' | 'pinnedColumns' | 'sort' | 'baseline')
>;

/** Every setting, so that those a view does not have leave the address. */
const AS_USUAL = Object.fromEntries(Object.keys(ChartSettings.properties).map((name) => [name, undefined]));

/** The changes to an address that make it that of the view. */
export function toAddress(state: SmallState) {
  const { filter, hidden, shown, newest, value, grouping, charts } = state;
  return {
    q: filter ?? null,
    hide: hidden?.length ? joinList(hidden) : null,
    show: shown ? joinList(shown) || NONE : null,
    newest: newest === undefined ? null : String(newest),
    value: value ?? null,
    ...groupingAddress(grouping),
    ...settingsAddress({ ...AS_USUAL, ...charts }),
    ...tableAddress(state),
  };
}

/** The part of it that says how runs are grouped. */
export function groupingAddress(grouping: ViewState['grouping'] | null) {
  return {
    group: grouping?.by.length ? joinList(grouping.by) : null,
    middle: grouping?.middle ?? null,
    spread: grouping?.spread ?? null,
    members: grouping?.members === undefined ? null : String(grouping.members),
  };
}

/** `order` and `columns` are of addresses from before a table could be sorted by several keys. */
function tableAddress({ columns, pinnedColumns, sort, baseline }: SmallState) {
  return {
    cols: columns?.length ? joinList(columns) : null,
    pin: pinnedColumns ? joinList(pinnedColumns) || NONE : null,
    sort: sort?.length ? joinList(sort.map(({ by, order }) => (order === 'desc' ? `-${by}` : by))) : null,
    base: baseline ?? null,
    order: null,
    columns: null,
  };
}

/** No run has this id: `show` without one would be no choice at all. */
const NONE = '-';

/** What an address says of a view; what it has no valid value for is as usual. */
export function fromAddress(query: URLSearchParams): SmallState {
  const list = (name: string) => splitList(query.get(name));
  const newest = Number(query.get('newest'));
  const charts = readSettings(query);
  return {
    ...(query.get('q') && { filter: query.get('q') ?? '' }),
    ...(query.get('hide') && { hidden: list('hide') }),
    ...(query.get('show') && { shown: list('show').filter((id) => id !== NONE) }),
    ...(Number.isInteger(newest) && newest >= 1 && newest <= 100 && { newest }),
    ...(query.get('value') && { value: query.get('value') ?? '' }),
    ...groupingOf(query),
    ...(Object.keys(charts).length > 0 && { charts }),
    ...tableOf(query),
  };
}

/** The names that columns had before they were called as filters call them. */
const FORMER_SORTS: Record<string, string> = { created: 'createdAt', last: 'loss.last', best: 'loss.best' };

function tableOf(query: URLSearchParams): Pick<ViewState, 'columns' | 'pinnedColumns' | 'sort' | 'baseline'> {
  const list = (name: string) => splitList(query.get(name));
  const order = oneOf(query.get('order'), ['asc', 'desc'] as const);
  const sort = list('sort').slice(0, 8);
  const base = query.get('base');
  return {
    ...(query.get('cols') && { columns: list('cols').slice(0, 200) }),
    ...(query.get('pin') && { pinnedColumns: list('pin').filter((id) => id !== NONE) }),
    ...(sort.length > 0 && {
      sort: sort.map((each) => {
        const by = each.replace(/^-/, '');
        return { by: FORMER_SORTS[by] ?? by, order: order ?? (each === by ? 'asc' : 'desc') };
      }),
    }),
    ...(base && /^[A-Za-z0-9_-]{1,64}$/.test(base) && { baseline: base }),
  };
}

/** How an address groups runs. */
export function groupingOf(query: URLSearchParams): Pick<ViewState, 'grouping'> {
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

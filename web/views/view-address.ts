import { ChartSettings } from '../../shared/panel-spec.ts';
import type { ViewState } from '../../shared/view.ts';
import { readSettings, settingsAddress } from '../charts/chart-view.svelte.ts';
import { joinList, splitList } from '../core/address-list.ts';

/** What of a view is in the address, by its name there; the rest is too large for a link, and in the stored view alone. */
export type SmallState = Pick<ViewState, 'filter' | 'hidden' | 'shown' | 'newest' | 'value' | 'grouping' | 'charts'>;

/** Every setting, so that those a view does not have leave the address. */
const AS_USUAL = Object.fromEntries(Object.keys(ChartSettings.properties).map((name) => [name, undefined]));

/** The changes to an address that make it that of the view. */
export function toAddress({ filter, hidden, shown, newest, value, grouping, charts }: SmallState) {
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
    ...settingsAddress({ ...AS_USUAL, ...charts }),
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

import type { ViewState } from '../../shared/view.ts';

/** So many of the newest matching runs are drawn until the reader chooses. */
export const USUALLY_DRAWN = 12;
/** More curves than these on one chart are a brush. */
export const MOST_DRAWN = 100;

type Choice = Pick<ViewState, 'hidden' | 'shown' | 'newest' | 'grouping'>;
/** Parts that are undefined are as usual again. */
type Change = { [Key in 'hidden' | 'shown' | 'newest']?: Choice[Key] | undefined };

/** So many of the newest runs are drawn unless others are chosen: of groups more, since a group is one line. */
function newestOf({ newest, grouping }: Choice): number {
  return newest ?? (grouping?.by.length ? MOST_DRAWN : USUALLY_DRAWN);
}

/** The runs that charts draw, of those that match the filter, the newest first. */
export function drawnIds(matching: readonly string[], choice: Choice): string[] {
  const { hidden = [], shown } = choice;
  if (shown) return matching.filter((id) => shown.includes(id)).slice(0, MOST_DRAWN);
  return matching.slice(0, newestOf(choice)).filter((id) => !hidden.includes(id));
}

/** The choice after runs are all shown or all hidden: the others stay as they are. */
export function withShown(
  matching: readonly string[],
  choice: Choice,
  ids: readonly string[],
  isShown: boolean,
): Change {
  const { hidden = [], shown } = choice;
  if (!isShown)
    return shown ? { shown: shown.filter((id) => !ids.includes(id)) } : { hidden: [...new Set([...hidden, ...ids])] };
  const usual = matching.slice(0, newestOf(choice));
  if (!shown && ids.every((id) => usual.includes(id))) {
    const left = hidden.filter((id) => !ids.includes(id));
    return { hidden: left.length > 0 ? left : undefined };
  }
  return { hidden: undefined, shown: [...new Set([...drawnIds(matching, choice), ...ids])] };
}

/** Only these runs; the usual ones again where they were the only ones already. */
export function withOnly(matching: readonly string[], choice: Choice, ids: readonly string[]): Change {
  const drawn = drawnIds(matching, choice);
  const areOnly = drawn.length === ids.length && drawn.every((id) => ids.includes(id));
  return { hidden: undefined, shown: areOnly && choice.shown ? undefined : [...ids] };
}

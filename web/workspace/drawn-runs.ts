import type { ViewState } from '../../shared/view.ts';

/** So many of the newest matching runs are drawn until the reader chooses. */
export const USUALLY_DRAWN = 12;
/** More curves than these on one chart are a brush. */
export const MOST_DRAWN = 100;

type Choice = Pick<ViewState, 'hidden' | 'shown' | 'newest'>;
/** Parts that are undefined are as usual again. */
type Change = { [Key in keyof Choice]?: Choice[Key] | undefined };

/** The runs that charts draw, of those that match the filter, the newest first. */
export function drawnIds(
  matching: readonly string[],
  { hidden = [], shown, newest = USUALLY_DRAWN }: Choice,
): string[] {
  if (shown) return matching.filter((id) => shown.includes(id)).slice(0, MOST_DRAWN);
  return matching.slice(0, newest).filter((id) => !hidden.includes(id));
}

/** The choice after a run is shown or hidden: the others stay as they are. */
export function withToggled(matching: readonly string[], choice: Choice, id: string): Change {
  const { hidden = [], shown, newest = USUALLY_DRAWN } = choice;
  const isDrawn = drawnIds(matching, choice).includes(id);
  if (shown) return { ...choice, shown: isDrawn ? shown.filter((each) => each !== id) : [...shown, id] };
  if (isDrawn) return { ...choice, hidden: [...hidden, id] };
  if (hidden.includes(id) && matching.indexOf(id) < newest)
    return { ...choice, hidden: hidden.filter((each) => each !== id) };
  return { ...choice, hidden: undefined, shown: [...drawnIds(matching, choice), id] };
}

/** Only this run; all of the usual ones again where it was the only one already. */
export function withOnly(matching: readonly string[], choice: Choice, id: string): Change {
  const drawn = drawnIds(matching, choice);
  const isOnly = drawn.length === 1 && drawn[0] === id;
  return { ...choice, hidden: undefined, shown: isOnly ? undefined : [id] };
}

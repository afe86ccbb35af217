import { byImportance, isMinor } from '../../shared/metric-names.ts';
import type { ChartSettings, PanelSize, PanelSpec } from '../../shared/panel-spec.ts';
import type { ChartLayout } from '../../shared/view.ts';
import { panelTitle } from '../charts/panels/panel-title.ts';

/** A chart in its place: of one metric, or put together by hand. Its id is the metric, or the id of the panel. */
export interface Card {
  id: string;
  title: string;
  spec: PanelSpec | null;
  isPinned: boolean;
  /** Null while it has the usual size. */
  size: PanelSize | null;
}

export interface Section {
  title: string;
  cards: Card[];
  isCollapsed: boolean;
}

export const PINNED = 'pinned';
export const CUSTOM = 'custom';
const FIRST = [PINNED, CUSTOM, 'val', 'train', 'test'];
/** How far and how fast runs are. */
const PROGRESS = 'progress';
const LAST = ['other', PROGRESS, 'layers', 'activations', 'system'];
/** Sections that begin collapsed: they rarely hold what one looks for first. */
const USUALLY_COLLAPSED = [PROGRESS, 'layers', 'activations', 'system'];
const OTHER = 'other';

/** The charts of these metrics in sections: those pinned, those put together by hand, then by what stands before the first slash. */
export function sectionsOf(metrics: readonly string[], layout: ChartLayout): Section[] {
  const { panels = [], pinned = [], hidden = [], collapsed = USUALLY_COLLAPSED } = layout;
  const card = (id: string, title: string, spec: PanelSpec | null): Card => ({
    id,
    title,
    spec,
    isPinned: pinned.includes(id),
    size: layout.sizes?.[id] ?? null,
  });
  const cards = [
    ...panels.map((spec) => card(spec.id, titleOf(spec), spec)),
    ...metrics.toSorted(byImportance).map((metric) => card(metric, metric, null)),
  ].filter(({ id }) => !hidden.includes(id));
  const sections = Map.groupBy(cards, sectionOf);
  return [...sections]
    .map(([title, members]) => ({
      title,
      cards: inOrder(members, layout.order ?? []),
      isCollapsed: collapsed.includes(title),
    }))
    .sort((a, b) => rank(a.title) - rank(b.title) || a.title.localeCompare(b.title));
}

/** What a panel is called that was given no title. */
export function titleOf(spec: PanelSpec): string {
  return panelTitle(spec, [...spec.metrics, ...(spec.pattern ? [`/${spec.pattern}/`] : [])]);
}

function sectionOf({ id, spec, isPinned }: Card): string {
  if (isPinned) return PINNED;
  if (spec) return CUSTOM;
  if (isMinor(id)) return PROGRESS;
  const slash = id.indexOf('/');
  return slash > 0 ? id.slice(0, slash) : OTHER;
}

/** Those placed by hand in that order; the others after them, as they come. */
function inOrder(cards: Card[], order: readonly string[]): Card[] {
  const place = new Map(order.map((id, index) => [id, index]));
  return [...cards].sort((a, b) => (place.get(a.id) ?? order.length) - (place.get(b.id) ?? order.length));
}

function rank(title: string): number {
  const first = FIRST.indexOf(title);
  if (first >= 0) return first - FIRST.length;
  return LAST.indexOf(title) + 1;
}

/** The cards of a section with one of them at another place. */
export function withMoved(layout: ChartLayout, ids: readonly string[], id: string, to: number): ChartLayout {
  const others = ids.filter((each) => each !== id);
  const moved = [...others.slice(0, to), id, ...others.slice(to)];
  return { ...layout, order: [...(layout.order ?? []).filter((each) => !moved.includes(each)), ...moved] };
}

export function withPinned(layout: ChartLayout, id: string, isPinned: boolean): ChartLayout {
  return { ...layout, pinned: toggled(layout.pinned, id, isPinned) };
}

export function withHidden(layout: ChartLayout, id: string, isHidden: boolean): ChartLayout {
  return { ...layout, hidden: toggled(layout.hidden, id, isHidden) };
}

export function withCollapsed(layout: ChartLayout, title: string, isCollapsed: boolean): ChartLayout {
  return { ...layout, collapsed: toggled(layout.collapsed ?? USUALLY_COLLAPSED, title, isCollapsed) };
}

export function withSize(layout: ChartLayout, id: string, size: PanelSize): ChartLayout {
  return { ...layout, sizes: { ...layout.sizes, [id]: size } };
}

/** Settings of one chart that differ from those of all; none are as those of all. */
export function withSettings(layout: ChartLayout, id: string, settings: ChartSettings): ChartLayout {
  const { [id]: _before, ...others } = layout.own ?? {};
  return { ...layout, own: Object.keys(settings).length > 0 ? { ...others, [id]: settings } : others };
}

/** Adds a panel, or takes the place of the one with its id. */
export function withPanel(layout: ChartLayout, spec: PanelSpec): ChartLayout {
  const panels = layout.panels ?? [];
  const isKnown = panels.some(({ id }) => id === spec.id);
  return { ...layout, panels: isKnown ? panels.map((each) => (each.id === spec.id ? spec : each)) : [spec, ...panels] };
}

/** Takes out a panel and all that is known of its place. */
export function withoutPanel(layout: ChartLayout, id: string): ChartLayout {
  const { [id]: _size, ...sizes } = layout.sizes ?? {};
  return {
    ...layout,
    panels: (layout.panels ?? []).filter((each) => each.id !== id),
    pinned: toggled(layout.pinned, id, false),
    order: toggled(layout.order, id, false),
    sizes,
  };
}

function toggled(list: readonly string[] = [], item: string, isIn: boolean): string[] {
  const others = list.filter((each) => each !== item);
  return isIn ? [...others, item] : others;
}

import type { ChartLayout, View, ViewState } from '../../shared/view.ts';
import { createSteady } from '../core/is-equal.ts';
import type { Router } from '../core/router.svelte.ts';
import { fromAddress, type SmallState, toAddress } from './view-address.ts';

const KEY = 'lossboard.workspace.';
const MOST_UNDONE = 50;

type LargeState = Omit<ViewState, keyof SmallState>;

interface Options {
  project: string;
  router: Pick<Router, 'query' | 'set'>;
  storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>;
}

/**
 * What the workspace of a project shows, and how. What fits into a link is in the address; the rest, above all the
 * layout of the charts, is that of the stored view, with changes kept in this browser until they are saved or given up.
 */
export class ViewModel {
  /** The stored view that this began from; null without one. */
  view = $state.raw<View | null>(null);
  #large = $state.raw<LargeState>({});
  #undone = $state.raw<readonly { what: string; large: LargeState }[]>([]);
  readonly #options: Options;
  readonly #steady = createSteady<SmallState>();
  readonly #small = $derived.by(() => this.#steady(fromAddress(this.#options.router.query)));
  readonly state = $derived<ViewState>({ ...this.#large, ...this.#small });
  readonly layout = $derived<ChartLayout>(this.#large.layout ?? {});
  /** Whether anything differs from the stored view, or from what is usual where there is none. */
  readonly isChanged = $derived(!isEqual(this.state, this.view?.state ?? {}));
  /** Whether something is kept in this browser alone. */
  readonly hasDraft = $derived(!isEqual(this.#large, largeOf(this.view?.state ?? {})));
  /** What `undo` would take back, in words; null with nothing to take back. */
  readonly undoable = $derived(this.#undone.at(-1)?.what ?? null);

  constructor(options: Options) {
    this.#options = options;
    this.#large = this.#readDraft(null) ?? {};
  }

  /** Changes parts of the view; those that are undefined are as usual again. */
  change(changes: { [Key in keyof SmallState]?: SmallState[Key] | undefined }): void {
    const small = { ...this.#small, ...changes };
    this.#options.router.set(toAddress(withoutUndefined(small)));
  }

  /** Changes the layout of the charts; `undo` takes it back, called by what it did. */
  changeLayout(what: string, change: (layout: ChartLayout) => ChartLayout): void {
    this.#undone = [...this.#undone.slice(1 - MOST_UNDONE), { what, large: this.#large }];
    this.#keep({ ...this.#large, layout: change(this.layout) });
  }

  /** Changes how wide columns are, and the like: what is no layout, and too large for a link. */
  changeList(changes: { [Key in keyof LargeState]?: LargeState[Key] | undefined }): void {
    this.#keep(withoutUndefined<LargeState>({ ...this.#large, ...changes }));
  }

  undo(): void {
    const last = this.#undone.at(-1);
    if (!last) return;
    this.#undone = this.#undone.slice(0, -1);
    this.#keep(last.large);
  }

  /** Shows a stored view, or what is usual, instead of what is shown now. */
  show(view: View | null): void {
    this.view = view;
    this.#undone = [];
    this.#keep(largeOf(view?.state ?? {}));
    this.#options.router.set({ ...toAddress(view?.state ?? {}), view: view?.id ?? null });
  }

  /** Shows a state that comes from elsewhere, as changes to the present view. */
  adopt(state: ViewState): void {
    this.#undone = [...this.#undone.slice(1 - MOST_UNDONE), { what: 'Pasted a view', large: this.#large }];
    this.#keep(largeOf(state));
    this.#options.router.set(toAddress(state));
  }

  /** Goes on in the view that the address or the project names: with the changes kept of it, and with what the address says. */
  resume(view: View): void {
    this.view = view;
    this.#large = this.#readDraft(view.id) ?? largeOf(view.state);
    const isPlain = Object.keys(this.#small).length === 0;
    this.#options.router.set({ ...(isPlain && toAddress(view.state)), view: view.id });
  }

  /** The view was stored as it is shown. */
  saved(view: View): void {
    this.#options.storage.removeItem(this.#keyOf(this.view?.id ?? null));
    this.view = view;
    this.#keep(this.#large);
    this.#options.router.set({ view: view.id });
  }

  #keep(large: LargeState): void {
    this.#large = large;
    const key = this.#keyOf(this.view?.id ?? null);
    if (this.hasDraft) this.#options.storage.setItem(key, JSON.stringify(large));
    else this.#options.storage.removeItem(key);
  }

  #keyOf(view: string | null): string {
    return KEY + JSON.stringify([this.#options.project, view]);
  }

  /** Changes that no stored view has, kept in this browser; null without any. */
  #readDraft(view: string | null): LargeState | null {
    try {
      const draft: unknown = JSON.parse(this.#options.storage.getItem(this.#keyOf(view)) ?? 'null');
      return typeof draft === 'object' ? draft : null;
    } catch {
      return null; // SyntaxError: something else wrote there
    }
  }
}

function largeOf(state: ViewState): LargeState {
  const { filter, hidden, shown, newest, value, grouping, charts, ...rest } = state;
  const { columns, pinnedColumns, sort, baseline, ...large } = rest;
  return large;
}

/** Equal as JSON, in whatever order the keys are; what is empty is as if it were left out. */
function isEqual(a: unknown, b: unknown): boolean {
  return JSON.stringify(canonical(a)) === JSON.stringify(canonical(b));
}

function canonical(value: unknown): unknown {
  if (Array.isArray(value)) return value.length > 0 ? value.map((each) => canonical(each)) : undefined;
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value)
    .map(([key, each]) => [key, canonical(each)] as const)
    .filter(([, each]) => each !== undefined)
    .sort(([x], [y]) => x.localeCompare(y));
  return entries.length > 0 ? Object.fromEntries(entries) : undefined;
}

function withoutUndefined<T extends object>(value: { [Key in keyof T]?: T[Key] | undefined }): T {
  return Object.fromEntries(Object.entries(value).filter(([, each]) => each !== undefined)) as T;
}

import type { Router } from '../core/router.svelte.ts';
import { ARROWS, type ArrowKind } from './arrows.ts';
import type { View } from './frame.ts';

/** How long the step stays before it is in the address: browsers refuse many changes at a time. */
const SETTLED_MS = 250;

/** What of a surface is looked at: the step, the part of the plane, which coordinates, which run. Kept in the address. */
export class SurfaceView {
  /** Null is the newest, whatever comes. */
  step = $state<number | null>(null);
  /** Null is the part that the surface is drawn in by itself. */
  view = $state.raw<View | null>(null);
  /** The run that is looked at alone; null for all alike. */
  focus = $state<string | null>(null);
  readonly #router: Pick<Router, 'query' | 'set'>;
  /** What tells the parts of the address of one panel from those of another. */
  readonly #suffix: string;
  #settling: ReturnType<typeof setTimeout> | undefined;

  constructor(router: Pick<Router, 'query' | 'set'>, suffix = '') {
    this.#router = router;
    this.#suffix = suffix;
    const given = router.query.get(`at${suffix}`);
    this.step = given !== null && /^\d+$/.test(given) ? Number(given) : null;
  }

  /** Shows a step; the newest where it is null. */
  show(step: number | null): void {
    this.step = step;
    clearTimeout(this.#settling);
    this.#settling = setTimeout(() => this.#set('at', step === null ? null : String(step)), SETTLED_MS);
  }

  /** The coordinates that lie across and up, by their index. */
  axes(variables: readonly string[]): { across: number; up: number } {
    const [first, second] = (this.#get('plane') ?? '').split('~').map((name) => variables.indexOf(name));
    const isPlane = first !== undefined && second !== undefined && first >= 0 && second >= 0 && first !== second;
    return isPlane ? { across: first, up: second } : { across: 0, up: Math.min(1, variables.length - 1) };
  }

  setAxes(across: string, up: string): void {
    this.view = null;
    this.#set('plane', `${across}~${up}`);
  }

  /** The arrows that are drawn. */
  get arrows(): readonly ArrowKind[] {
    const given = this.#get('arrows');
    return given === null ? ARROWS : ARROWS.filter((kind) => given.split('~').includes(kind));
  }

  toggleArrow(kind: ArrowKind): void {
    const next = ARROWS.filter((each) => (each === kind ? !this.arrows.includes(kind) : this.arrows.includes(each)));
    this.#set('arrows', next.length === ARROWS.length ? null : next.join('~') || 'none');
  }

  close(): void {
    clearTimeout(this.#settling);
  }

  #get(name: string): string | null {
    return this.#router.query.get(name + this.#suffix);
  }

  #set(name: string, value: string | null): void {
    this.#router.set({ [name + this.#suffix]: value });
  }
}

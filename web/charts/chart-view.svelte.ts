import type { XAxis } from '../../shared/query.ts';
import type { Router } from '../core/router.svelte.ts';

export const USUAL_SMOOTHING = 0.6;
export const MOST_SMOOTHING = 0.99;

/** How the charts of a page are looked at. It lives in the address, so that a reload or a shared link keeps it. */
export class ChartView {
  readonly #router: Router;

  constructor(router: Router) {
    this.#router = router;
  }

  get smoothing(): number {
    const given = this.#router.query.get('smoothing');
    const value = given === null ? USUAL_SMOOTHING : Number(given);
    return value >= 0 && value < 1 ? value : USUAL_SMOOTHING;
  }
  set smoothing(value: number) {
    this.#router.set({ smoothing: value === USUAL_SMOOTHING ? null : String(value) });
  }

  get x(): XAxis {
    const given = this.#router.query.get('x');
    return given === 'relative' || given === 'time' ? given : 'step';
  }
  set x(value: XAxis) {
    this.#router.set({ x: value === 'step' ? null : value, zoom: null });
  }

  get log(): boolean {
    return this.#router.query.get('y') === 'log';
  }
  set log(value: boolean) {
    this.#router.set({ y: value ? 'log' : null });
  }

  /** Words that the keys of the charts shown have. */
  get metrics(): string {
    return this.#router.query.get('metrics') ?? '';
  }
  set metrics(value: string) {
    this.#router.set({ metrics: value });
  }

  /** Whether outliers are left out of the y range. */
  get robust(): boolean {
    return this.#router.query.get('outliers') === 'out';
  }
  set robust(value: boolean) {
    this.#router.set({ outliers: value ? 'out' : null });
  }

  /** The stretch of the x axis that all charts show; null is all of it. */
  get window(): readonly [number, number] | null {
    const [low, high] = (this.#router.query.get('zoom') ?? '').split('~').map(Number);
    return low !== undefined && high !== undefined && low < high ? [low, high] : null;
  }
  set window(value: readonly [number, number] | null) {
    this.#router.set({ zoom: value ? value.map((x) => String(Number(x.toPrecision(15)))).join('~') : null });
  }
}

import type { ChartSettings } from '../../shared/panel-spec.ts';
import { createSteady } from '../core/is-equal.ts';
import type { Router } from '../core/router.svelte.ts';
import { parseSmoother, smootherText, USUAL_SMOOTHING } from './chart-settings.ts';

const X_AXES: readonly string[] = ['step', 'relative', 'time'];
const SCALES: readonly string[] = ['auto', 'linear', 'log'];
const ORDERS: readonly string[] = ['nearest', 'highest', 'lowest', 'name'];

/** How the charts of a page are looked at. It lives in the address, so that a reload or a shared link keeps it. */
export class ChartView {
  readonly #router: Router;
  readonly #steady = createSteady<ChartSettings>();
  /**
   * Settings of all charts, as the address names them. What it names in no way that is known is as usual. The same
   * object while they are equal: another part of the address draws no chart anew.
   */
  readonly settings: ChartSettings = $derived.by(() => this.#steady(readSettings(this.#router.query)));

  constructor(router: Router) {
    this.#router = router;
  }

  /** Changes settings of all charts; one that is undefined is as usual again. */
  update(change: { [Name in keyof ChartSettings]?: ChartSettings[Name] | undefined }): void {
    const moves = 'x' in change || 'xMetric' in change;
    this.#router.set({ ...settingsAddress(change), ...(moves && { zoom: null }) });
  }

  get smoothing(): number {
    return this.settings.smoothing ?? USUAL_SMOOTHING;
  }
  set smoothing(value: number) {
    this.update({ smoothing: value });
  }

  /** Words that the keys of the charts shown have. */
  get metrics(): string {
    return this.#router.query.get('metrics') ?? '';
  }
  set metrics(value: string) {
    this.#router.set({ metrics: value });
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

/** The settings of charts that an address names. What it names in no way that is known is as usual. */
export function readSettings(query: URLSearchParams): ChartSettings {
  const settings: ChartSettings = {};
  const given = (name: string, known: readonly string[]) => known.find((each) => each === query.get(name)) as never;
  const smoothing = query.get('smoothing');
  const smoother = parseSmoother(query.get('smoother') ?? '');
  const xMetric = query.get('xm');
  if (given('x', X_AXES)) settings.x = given('x', X_AXES);
  if (xMetric) settings.xMetric = xMetric;
  if (query.get('logx') === '1') settings.logX = true;
  if (given('y', SCALES)) settings.y = given('y', SCALES);
  if (smoothing !== null && Number(smoothing) >= 0 && Number(smoothing) < 1) settings.smoothing = Number(smoothing);
  if (smoother) settings.smoother = smoother;
  if (query.get('outliers') === 'out') settings.outliers = 'left-out';
  if (query.get('sync') === '0') settings.synced = false;
  if (query.get('ancestors') === '0') settings.ancestors = false;
  if (['0', '1'].includes(query.get('events') ?? '')) settings.events = query.get('events') === '1';
  if (given('tooltip', ORDERS)) settings.tooltip = given('tooltip', ORDERS);
  return settings;
}

/** Each setting as its part of the address; null where it is as usual. */
export function settingsAddress(change: Partial<Record<keyof ChartSettings, unknown>>): Record<string, string | null> {
  const unless = <T>(usual: T, value: unknown) => (value === undefined || value === usual ? null : String(value));
  const parts: { [Name in keyof ChartSettings]-?: (value: never) => [string, string | null] } = {
    x: (value) => ['x', unless('step', value)],
    xMetric: (value) => ['xm', unless('', value)],
    logX: (value) => ['logx', value ? '1' : null],
    y: (value) => ['y', unless('auto', value)],
    smoothing: (value) => ['smoothing', unless(USUAL_SMOOTHING, value)],
    smoother: (value) => ['smoother', value ? smootherText(value) : null],
    outliers: (value) => ['outliers', value === 'left-out' ? 'out' : null],
    synced: (value) => ['sync', value === false ? '0' : null],
    ancestors: (value) => ['ancestors', value === false ? '0' : null],
    events: (value) => ['events', value === undefined ? null : value ? '1' : '0'],
    tooltip: (value) => ['tooltip', unless('nearest', value)],
  };
  const names = Object.keys(change) as (keyof ChartSettings)[];
  return Object.fromEntries(names.map((name) => parts[name](change[name] as never)));
}

import { betterDirection, type Direction, unitOf } from '../../shared/metric-names.ts';
import type { Goal, MetricSetting } from '../../shared/metric-settings.ts';
import { type Api, errorMessage } from '../api/api.ts';
import type { LiveFeed } from '../api/live-feed.svelte.ts';
import type { Toasts } from './toast.svelte.ts';

/** They are read once changes of them are sent, but wait no longer than this for the live connection. */
const SUBSCRIBE_MS = 1000;

interface Options {
  api: Pick<Api, 'metricSettings' | 'setMetric'>;
  toasts: Pick<Toasts, 'error'>;
}

/**
 * Which values of a metric are the better ones, and their unit: what is set for the project, for all who look at it,
 * else what its name is known for, else nothing.
 */
export class Goals {
  #settings = $state.raw<ReadonlyMap<string, MetricSetting>>(new Map());
  readonly #options: Options;
  #readings = 0;

  constructor(options: Options) {
    this.#options = options;
  }

  /** Reads the settings, and again whenever they may have changed. */
  open(feed: Pick<LiveFeed, 'watchSettings'>): void {
    const waiting = setTimeout(() => void this.#read(), SUBSCRIBE_MS);
    feed.watchSettings(() => {
      clearTimeout(waiting);
      void this.#read();
    });
  }

  of(project: string, metric: string): Direction | undefined {
    const goal = this.#settings.get(idOf(project, metric))?.goal;
    return goal === 'none' ? undefined : (goal ?? betterDirection(metric));
  }

  /** The direction that all these projects have; undefined where they differ. */
  ofAll(projects: readonly string[], metric: string): Direction | undefined {
    const [first, ...others] = new Set(projects.map((project) => this.of(project, metric)));
    return others.length > 0 ? undefined : first;
  }

  /** The unit of the metric's values; empty when none is known. */
  unitOf(project: string, metric: string): string {
    return this.#settings.get(idOf(project, metric))?.unit ?? unitOf(metric);
  }

  /** The unit that the metric has in all these projects; empty where they differ. */
  unitOfAll(projects: readonly string[], metric: string): string {
    const [first = '', ...others] = new Set(projects.map((project) => this.unitOf(project, metric)));
    return others.length > 0 ? '' : first;
  }

  /** Sets it for each of the projects; shown at once, and taken back where the server refuses it. */
  async set(projects: readonly string[], metric: string, goal: Goal): Promise<void> {
    const { api, toasts } = this.#options;
    this.#readings += 1; // what is being read may be without it
    const changed = projects.map((project) => {
      const id = idOf(project, metric);
      return [id, { project, metric, unit: null, ...this.#settings.get(id), goal }] as const;
    });
    this.#settings = new Map([...this.#settings, ...changed]);
    try {
      await Promise.all(projects.map((project) => api.setMetric({ project, metric, goal })));
    } catch (error) {
      toasts.error(errorMessage(error));
      await this.#read();
    }
  }

  /** Gives way to a later reading. Where it fails, what was known stays: it is read again with the connection. */
  async #read(): Promise<void> {
    const reading = ++this.#readings;
    const answer = await this.#options.api.metricSettings().catch(() => null);
    if (!answer || reading !== this.#readings) return;
    this.#settings = new Map(answer.settings.map((each) => [idOf(each.project, each.metric), each]));
  }
}

function idOf(project: string, metric: string): string {
  return JSON.stringify([project, metric]);
}

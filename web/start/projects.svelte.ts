import { lossKeyOf, metricKind } from '../../shared/metric-names.ts';
import type { PartAnswer } from '../../shared/panel-query.ts';
import type { Project } from '../../shared/project.ts';
import type { Run } from '../../shared/run.ts';
import { type Api, errorMessage } from '../api/api.ts';
import type { ListListener, LiveFeed } from '../api/live-feed.svelte.ts';
import { Throttle } from '../core/throttle.ts';
import { isEnded } from '../runs/run-facts.ts';

/** The loss, or what comes nearest to it, of a project's newest run that logs something. */
export interface Spark {
  run: Run;
  key: string;
  step: readonly number[];
  value: readonly number[];
}

const SPARK_PIXELS = 80;
/** More runs than a page of projects needs to find the newest of each. */
const NEWEST = 500;
/** Projects whose newest runs are asked for one by one, where those of all projects have none of them. */
const MOST_ASKED = 24;
const READ_EVERY_MS = 1000;
const GROW_EVERY_MS = 3000;

type Reader = Pick<Api, 'projects' | 'patchProject' | 'runs' | 'queryPanels'>;

/** All projects, the one where something happened last first, with a curve of each; kept up while runs begin, end and train. */
export class Projects implements ListListener {
  list = $state.raw<readonly Project[]>([]);
  sparks = $state.raw<ReadonlyMap<string, Spark>>(new Map());
  status = $state<'loading' | 'ready' | 'error'>('loading');
  error = $state('');
  readonly #api: Reader;
  readonly #feed: Pick<LiveFeed, 'watchList'>;
  readonly #states = new Map<string, string>();
  readonly #again = new Throttle(() => void this.read(), { everyMs: READ_EVERY_MS });
  readonly #grow = new Throttle(() => void this.#readSparks(), { everyMs: GROW_EVERY_MS, inFrame: true });

  constructor(api: Reader, feed: Pick<LiveFeed, 'watchList'>) {
    this.#api = api;
    this.#feed = feed;
  }

  /** Returns the function that ends it. */
  open(): () => void {
    this.#again.request();
    const close = this.#feed.watchList(this);
    return () => {
      this.#again.cancel();
      this.#grow.cancel();
      close();
    };
  }

  onSubscribed(): void {
    this.#again.request();
  }

  onRuns(runs: Run[]): void {
    const isChanged = runs.some(({ id, state, project, archived }) => {
      const now = [state, project, archived].join();
      const before = this.#states.get(id);
      this.#states.set(id, now);
      return before !== now;
    });
    if (isChanged) this.#again.request();
    else if (runs.some((run) => this.sparks.get(run.project)?.run.id === run.id)) this.#grow.request();
  }

  onRemoved(): void {
    this.#again.request();
  }

  /** Stores what a project is about. @throws {ApiError} when that fails */
  async describe(name: string, description: string): Promise<void> {
    const project = await this.#api.patchProject(name, { description });
    this.list = this.list.map((each) => (each.name === name ? project : each));
  }

  async read(): Promise<void> {
    try {
      const [{ projects }, { runs }] = await Promise.all([
        this.#api.projects(),
        this.#api.runs({ archived: 'false', limit: String(NEWEST) }),
      ]);
      this.list = [...projects].sort((a, b) => activityOf(b).localeCompare(activityOf(a)));
      this.status = 'ready';
      for (const { id, state, project, archived } of runs) this.#states.set(id, [state, project, archived].join());
      await this.#readSparks(runs);
    } catch (error) {
      this.error = errorMessage(error);
      if (this.list.length === 0) this.status = 'error';
    }
  }

  async #readSparks(known?: readonly Run[]): Promise<void> {
    const chosen = known ? await this.#newestLogging(known) : [...this.sparks.values()].map(({ run }) => run);
    const keyOf = new Map(chosen.flatMap((run) => [[run.id, keyOfRun(run) ?? '']]));
    if (chosen.length === 0) return;
    const runs = chosen.map(({ id }) => id);
    const keys = [...new Set(keyOf.values())];
    const { parts } = await this.#api.queryPanels({
      parts: [{ kind: 'curves', runs, keys, x: 'step', pixels: SPARK_PIXELS, columns: ['step', 'mean'] }],
    });
    const [answer] = parts;
    if (answer?.kind !== 'curves') return;
    this.sparks = new Map(chosen.flatMap((run) => toSpark(run, keyOf.get(run.id) ?? '', answer)));
  }

  /** Of each project the newest run that logs something, one that is under way before those that ended. */
  async #newestLogging(newest: readonly Run[]): Promise<Run[]> {
    const found = new Map<string, Run>();
    const consider = (run: Run) => {
      if (keyOfRun(run) === null) return;
      const before = found.get(run.project);
      if (!before || (isEnded(before) && !isEnded(run))) found.set(run.project, run);
    };
    newest.forEach(consider);
    const missing = this.list.filter(({ name }) => !newest.some(({ project }) => project === name));
    const pages = await Promise.all(
      missing.slice(0, MOST_ASKED).map(({ name }) => this.#api.runs({ project: name, archived: 'false', limit: '5' })),
    );
    for (const { runs } of pages) runs.forEach(consider);
    return [...found.values()];
  }
}

/** The metric that stands for a run; null without one. */
function keyOfRun({ summary }: Run): string | null {
  const keys = Object.keys(summary);
  return lossKeyOf(keys) ?? keys.filter((key) => metricKind(key) === 'result').sort()[0] ?? null;
}

const activityOf = ({ lastActivityAt, lastCreatedAt }: Project) => lastActivityAt ?? lastCreatedAt ?? '';

type Curves = Extract<PartAnswer<Float64Array>, { kind: 'curves' }>;

function toSpark(run: Run, key: string, { series }: Curves): [string, Spark][] {
  const curve = series.find((each) => each.run === run.id && each.key === key);
  if (!curve) return [];
  const { step = [], mean = [] } = curve.columns;
  return [[run.project, { run, key, step: [...step], value: [...mean] }]];
}

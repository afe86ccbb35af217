import type { Direction } from '../../shared/metric-names.ts';
import type { RaceAnswer, RacedTask, RaceQuery } from '../../shared/race/race-query.ts';
import type { Run } from '../../shared/run.ts';
import { type Api, errorMessage } from '../api/api.ts';
import { joinList, splitList } from '../core/address-list.ts';
import type { Goals } from '../core/goals.svelte.ts';
import { LatestTask } from '../core/latest-task.ts';
import type { Router } from '../core/router.svelte.ts';
import { Throttle } from '../core/throttle.ts';
import { groupKeysOf, groupRuns, groupValue, type RunGroup } from '../runs/grouping.ts';
import { resultMetrics } from '../runs/result-metrics.ts';
import type { CostKind } from './race-rows.ts';
import { costMetrics, type RaceTask, tasksOf } from './race-tasks.ts';

interface Options {
  project: string;
  api: Pick<Api, 'queryRace'>;
  router: Pick<Router, 'query' | 'set'>;
  goals: Pick<Goals, 'of'>;
  /** The runs that may take part. */
  runs: () => readonly Run[];
}

/** Least time between two questions while runs log, and while the target is dragged. */
const WHILE_LIVE_MS = 2000;
const WHILE_DRAGGED_MS = 120;
/** A profile of more tasks takes long to read; those with the most runs are taken. */
const MOST_TASKS = 20;
const MOST_GROUPS = 100;
const LONGEST_NAME = 256;
/** What somebody who compares optimizers compares them with. */
const USUAL_BASELINE = /^(sgd|gd|baseline)\b/i;

/** Who races on what, and how far they are. What the reader chose is in the address, so that a link shows the same race. */
export class RaceModel {
  /** The last answer, and the question that it answers. */
  answer = $state.raw<{ query: RaceQuery; answer: RaceAnswer } | null>(null);
  error = $state('');
  /** The target while it is dragged. */
  dragged = $state<number | null>(null);
  readonly #options: Options;
  readonly #asking = new LatestTask();
  readonly #whileDragged: Throttle = new Throttle(() => this.#readLatest(this.#whileDragged), {
    everyMs: WHILE_DRAGGED_MS,
  });
  readonly #whileLive: Throttle = new Throttle(() => this.#readLatest(this.#whileLive), {
    everyMs: WHILE_LIVE_MS,
    collectMs: WHILE_LIVE_MS / 4,
  });
  #asked = { text: '', revisions: '' };
  #isReading = false;

  readonly #query = $derived.by(() => this.#options.router.query);
  readonly candidates = $derived.by(() => {
    const chosen = splitList(this.#query.get('runs'));
    return chosen.length > 0
      ? this.#options.runs().filter(({ id }) => chosen.includes(id))
      : this.#options.runs().filter(({ state }) => state !== 'queued');
  });
  readonly tasks = $derived.by(() => tasksOf(this.candidates).slice(0, MOST_TASKS));
  readonly task = $derived.by(
    () => this.tasks.find(({ id }) => id === this.#query.get('task')) ?? this.tasks[0] ?? null,
  );
  /** Those of the shown task that wait for their turn. */
  readonly waiting = $derived.by(() => {
    const chosen = splitList(this.#query.get('runs'));
    const queued = this.#options
      .runs()
      .filter(({ id, state }) => state === 'queued' && (chosen.length === 0 || chosen.includes(id)));
    return tasksOf(queued).find(({ id }) => id === this.task?.id)?.runs ?? [];
  });
  readonly metrics = $derived.by(() => resultMetrics(this.candidates));
  readonly metric = $derived.by(() => {
    const given = this.#query.get('metric');
    return given !== null && this.metrics.includes(given) ? given : (resultMetrics(this.task?.runs ?? [])[0] ?? null);
  });
  readonly goal: Direction = $derived.by(
    () => (this.metric === null ? undefined : this.#options.goals.of(this.#options.project, this.metric)) ?? 'min',
  );
  /** What competitors share; empty where each run races for itself. */
  readonly by = $derived.by(() => {
    const given = this.#query.get('by');
    if (given !== null) return given === 'run' ? [] : splitList(given);
    return usualKeys(this.candidates);
  });
  readonly entrants = $derived.by(() => this.#entrantsOf(this.task));
  readonly costs: CostKind[] = $derived.by(() => [
    { cost: 'step', label: 'Steps' },
    ...costMetrics(this.task?.runs ?? []).map((cost) => ({ cost, label: costLabel(cost) })),
    { cost: 'seconds', label: 'Time' },
  ]);
  readonly cost = $derived.by(
    () => this.costs.find(({ cost }) => cost === this.#query.get('cost')) ?? (this.costs[0] as CostKind),
  );
  readonly baseline = $derived.by(() => {
    const given = this.#query.get('base');
    const found =
      this.entrants.find(({ id }) => id === given) ?? this.entrants.find(({ name }) => USUAL_BASELINE.test(name));
    return (found ?? this.entrants[0])?.id ?? null;
  });
  /** The target that the reader chose; null for the usual one. */
  readonly chosenTarget = $derived.by(() => {
    const given = this.#query.get('target');
    return given === null || !Number.isFinite(Number(given)) ? null : Number(given);
  });
  /** What the server is to answer; null while nobody races. */
  readonly wanted: RaceQuery | null = $derived.by(() => this.#toQuery());
  /** The answer for the shown task; null while there is none. */
  readonly raced: RacedTask | null = $derived.by(() => {
    const { query, answer } = this.answer ?? {};
    if (query?.key !== this.metric) return null;
    return answer?.tasks.find(({ name }) => name === this.task?.id) ?? null;
  });
  readonly target = $derived.by(() => this.dragged ?? this.chosenTarget ?? this.raced?.target ?? null);

  constructor(options: Options) {
    this.#options = options;
  }

  /** To be called in an effect: asks what is wanted when that changes, and again when a run that races has logged. */
  ask(): void {
    const query = this.wanted;
    if (!query) return;
    const text = JSON.stringify(query);
    const revisions = this.candidates.map(({ id, rev }) => `${id} ${rev}`).join();
    const isOther = text !== this.#asked.text;
    if (isOther && this.dragged === null) this.#asking.schedule((signal) => this.#read(query, signal));
    else if (isOther) this.#whileDragged.request();
    else if (revisions !== this.#asked.revisions) this.#whileLive.request();
    this.#asked = { text, revisions };
  }

  retry(): void {
    this.error = '';
    this.#readLatest();
  }

  close(): void {
    this.#asking.cancel();
    this.#whileDragged.cancel();
    this.#whileLive.cancel();
  }

  /** Reads what is wanted by now; while an answer is under way, after it, so that one comes however often it is asked for. */
  #readLatest(then?: Throttle): void {
    const query = this.wanted;
    if (this.#isReading && then) then.request();
    else if (query) this.#asking.schedule((signal) => this.#read(query, signal));
  }

  async #read(query: RaceQuery, signal: AbortSignal): Promise<void> {
    this.#isReading = true;
    try {
      const answer = await this.#options.api.queryRace(query, signal);
      if (signal.aborted) return;
      this.answer = { query, answer };
      this.error = '';
    } catch (error) {
      if (!signal.aborted) this.error = errorMessage(error);
    } finally {
      if (!signal.aborted) this.#isReading = false;
    }
  }

  /** Another task, metric or grouping has another target. */
  set(changes: { task?: string; metric?: string; by?: readonly string[]; cost?: string; base?: string }): void {
    const moves = 'task' in changes || 'metric' in changes;
    const { by, ...plain } = changes;
    this.#options.router.set({
      ...plain,
      ...(by && { by: by.length > 0 ? joinList(by) : 'run' }),
      ...(moves && { target: null, zoom: null }),
    });
  }

  setTarget(value: number | null): void {
    this.dragged = null;
    this.#options.router.set({ target: value === null ? null : String(Number(value.toPrecision(12))) });
  }

  /** The groups that race on a task. */
  #entrantsOf(task: RaceTask | null): RunGroup[] {
    const { metric } = this;
    const runs = (task?.runs ?? []).filter(({ summary }) => metric !== null && summary[metric] !== undefined);
    const groups = this.by.length > 0 ? groupRuns(runs, this.by) : runs.map(alone);
    return groups.slice(0, MOST_GROUPS).map((group) => ({ ...group, id: group.id.slice(0, LONGEST_NAME) }));
  }

  #toQuery(): RaceQuery | null {
    const { metric, task } = this;
    const costs = this.costs.map(({ cost }) => cost).filter((cost) => cost !== 'step' && cost !== 'seconds');
    const chosen = this.dragged ?? this.chosenTarget;
    if (metric === null || !task || this.entrants.length === 0) return null;
    const tasks = this.tasks.map((each) => ({
      name: each.id,
      groups: this.#entrantsOf(each).map(({ id, runs }) => ({ name: id, runs: runs.map((run) => run.id) })),
      ...(each.id === task.id && chosen !== null && { target: chosen }),
    }));
    return {
      tasks: tasks.filter(({ groups }) => groups.length > 0),
      key: metric,
      goal: this.goal,
      ...(costs.length > 0 && { costs }),
      ...(this.baseline !== null && { baseline: this.baseline }),
    };
  }
}

const alone = (run: Run): RunGroup => ({ id: run.id, name: run.name, values: [], runs: [run] });

/** The optimizer where runs have one, else what tells the most of them apart. */
function usualKeys(runs: readonly Run[]): string[] {
  const distinct = (key: string) => new Set(runs.map((run) => groupValue(run, key))).size;
  if (runs.some((run) => groupValue(run, 'optimizer') !== null)) return ['optimizer'];
  const [first] = groupKeysOf(runs).filter((key) => key !== 'dataset' && distinct(key) < runs.length);
  return first ? [first] : [];
}

const LABELS: Record<string, string> = {
  'train/epoch': 'Epochs',
  'train/evaluations': 'Evaluations',
  'train/examples': 'Examples',
};

function costLabel(metric: string): string {
  return LABELS[metric] ?? metric;
}

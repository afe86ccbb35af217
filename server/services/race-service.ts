import { setImmediate as nextTurn } from 'node:timers/promises';
import type { FloatColumns } from '../../shared/ingest.ts';
import type { Direction } from '../../shared/metric-names.ts';
import { fromJsonNumber } from '../../shared/number.ts';
import { defaultTarget } from '../../shared/race/default-target.ts';
import type { RaceAnswer, RacedRun, RacedTask, RaceQuery } from '../../shared/race/race-query.ts';
import { rankGroups } from '../../shared/race/rank-groups.ts';
import { RunLap } from '../../shared/race/run-lap.ts';
import type { MetricReader } from '../ports/metric-reader.ts';
import type { RunAccess } from './run-access.ts';

type Task = RaceQuery['tasks'][number];
type Race = Omit<RaceQuery, 'tasks' | 'goal'> & { goal: Direction };

/** Of the names that a query may have for it. */
const DIRECTIONS = { min: 'min', max: 'max', lower: 'min', higher: 'max' } as const satisfies Record<
  RaceQuery['goal'],
  Direction
>;

/** A run that takes part: it has a finite value of the metric. */
interface Starter {
  run: string;
  best: number;
  bestStep: number;
  startTime: number;
}

/** Points read in one piece, between which other requests have their turn. */
const PIECE = 50_000;

/** Answers who reaches a target first, from every point that was logged. */
export function createRaceService({ access, metrics }: { access: RunAccess; metrics: MetricReader }) {
  async function starters(runs: readonly string[], { key, goal }: Race): Promise<Starter[]> {
    const present = (await access.findPresent(runs)).map(({ id }) => id);
    if (present.length === 0) return [];
    const series = await metrics.querySeries({ runs: present, keys: [key], pixels: 1 });
    return series.flatMap(({ run, summary, startTime }) => {
      const [best, bestStep] = goal === 'min' ? [summary.min, summary.argmin] : [summary.max, summary.argmax];
      if (best === null || bestStep === null) return [];
      return [{ run, best: fromJsonNumber(best), bestStep, startTime: startTime ?? 0 }];
    });
  }

  /** Every point of a series, piece by piece in order of step. */
  async function* piecesOf(run: string, key: string): AsyncGenerator<FloatColumns> {
    let after = -1;
    for (;;) {
      const piece = await metrics.points(run, key, { after, limit: PIECE });
      yield piece;
      if (piece.step.length < PIECE) return;
      after = piece.step.at(-1) as number;
      await nextTurn();
    }
  }

  async function drive({ run, startTime }: Starter, { key, goal, costs = [] }: Race, target: number): Promise<RunLap> {
    const lap = new RunLap(target, goal);
    const meters = await Promise.all(costs.map((cost) => meterOf(run, cost)));
    for await (const { step, time, value } of piecesOf(run, key)) {
      for (let i = 0; i < step.length; i++) {
        const at = step[i] as number;
        const spent: Record<string, number> = { step: at, seconds: ((time[i] as number) - startTime) / 1000 };
        for (const [index, cost] of costs.entries()) spent[cost] = meters[index]?.(at) ?? Number.NaN;
        lap.add(at, value[i] as number, spent);
      }
    }
    return lap;
  }

  /** What a counting metric had come to at each step, asked for in order of step; NaN before its first point. */
  async function meterOf(run: string, key: string): Promise<(step: number) => number> {
    const steps: number[] = [];
    const values: number[] = [];
    for await (const { step, value } of piecesOf(run, key)) {
      for (let i = 0; i < step.length; i++) {
        if (!Number.isFinite(value[i])) continue;
        steps.push(step[i] as number);
        values.push(value[i] as number);
      }
    }
    let next = 0;
    return (step) => {
      while (next < steps.length && (steps[next] as number) <= step) next++;
      return values[next - 1] ?? Number.NaN;
    };
  }

  async function race({ name, groups, target: given }: Task, query: Race, signal: AbortSignal): Promise<RacedTask> {
    const entrants: { name: string; starters: Starter[] }[] = [];
    for (const group of groups) entrants.push({ name: group.name, starters: await starters(group.runs, query) });
    const bests = entrants.map((entrant) => entrant.starters.map(({ best }) => best));
    const target = given ?? defaultTarget(bests, query.goal);
    if (target === null) return { name, target, groups: rankGroups(noRuns(groups), query.goal) };

    const laps = new Map<Starter, RunLap>();
    for (const starter of entrants.flatMap((entrant) => entrant.starters)) {
      signal.throwIfAborted();
      laps.set(starter, await drive(starter, query, target));
    }
    const most = mostSpent([...laps.values()]);
    const raced = entrants.map((entrant) => ({
      name: entrant.name,
      runs: entrant.starters.map((starter) => racedRun(starter, laps.get(starter) as RunLap, most)),
    }));
    return { name, target, groups: rankGroups(raced, query.goal, query.baseline) };
  }

  return {
    /**
     * The tasks in their order, one after the other.
     *
     * @throws the signal's reason once it is aborted: the rest is not read
     */
    async query({ tasks, goal, ...rest }: RaceQuery, signal: AbortSignal): Promise<RaceAnswer> {
      const answer: RaceAnswer = { tasks: [] };
      const query = { ...rest, goal: DIRECTIONS[goal] };
      for (const task of tasks) answer.tasks.push(await race(task, query, signal));
      return answer;
    },
  };
}

export type RaceService = ReturnType<typeof createRaceService>;

const noRuns = (groups: Task['groups']) => groups.map(({ name }) => ({ name, runs: [] }));

function mostSpent(laps: readonly RunLap[]): Map<string, number> {
  const most = new Map<string, number>();
  for (const lap of laps) for (const [cost, spent] of lap.spent()) most.set(cost, Math.max(most.get(cost) ?? 0, spent));
  return most;
}

function racedRun({ run, best, bestStep }: Starter, lap: RunLap, most: ReadonlyMap<string, number>): RacedRun {
  return { run, best, bestStep, targetStep: lap.targetStep, costs: lap.costs(most) };
}

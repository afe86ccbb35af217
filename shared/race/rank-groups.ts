import type { Direction } from '../metric-names.ts';
import { toJsonNumber } from '../number.ts';
import { type Attempt, expectedCost, medianCost } from './expected-cost.ts';
import type { GroupCost, RacedGroup, RacedRun } from './race-query.ts';
import { speedUp } from './speed-up.ts';
import { deviation, mean } from './statistics.ts';

interface Entrant {
  name: string;
  runs: RacedRun[];
}

/** What each group did: its costs, its rank, and its speed-up over the baseline. */
export function rankGroups(entrants: readonly Entrant[], goal: Direction, baseline?: string): RacedGroup[] {
  const groups = entrants.map(({ name, runs }) => ({
    name,
    runs,
    reached: runs.filter(({ targetStep }) => targetStep !== null).length,
    best: bestOf(runs, goal),
    costs: {} as Record<string, GroupCost>,
  }));
  const base = groups.find(({ name }) => name === baseline);
  for (const cost of new Set(groups.flatMap(costsOf))) {
    const sorted = groups.filter((group) => costsOf(group).includes(cost)).sort(byCost(cost, goal));
    for (const group of sorted) {
      const rank = 1 + sorted.filter((other) => byCost(cost, goal)(other, group) < 0).length;
      group.costs[cost] = groupCost(group, base, cost, rank);
    }
  }
  return groups;
}

/** The costs that every run of the group has. */
function costsOf({ runs: [first, ...others] }: Entrant): string[] {
  return Object.keys(first?.costs ?? {}).filter((cost) => others.every(({ costs }) => costs[cost]));
}

function groupCost(group: Entrant, base: Entrant | undefined, cost: string, rank: number): GroupCost {
  const attempts = attemptsOf(group, cost);
  const areas = group.runs.map(({ costs }) => costs[cost]?.area ?? Number.NaN);
  return {
    expected: finiteOrNull(expectedCost(attempts)),
    median: finiteOrNull(medianCost(attempts)),
    area: { mean: mean(areas), deviation: deviation(areas) },
    rank,
    speedUp:
      !base || base.name === group.name || !costsOf(base).includes(cost)
        ? null
        : sent(attemptsOf(base, cost), attempts),
  };
}

function sent(base: readonly Attempt[], attempts: readonly Attempt[]): GroupCost['speedUp'] {
  const { ratio, interval } = speedUp(base, attempts);
  const each = (value: number) => (Number.isNaN(value) ? null : toJsonNumber(value));
  return { ratio: each(ratio), interval: interval && [each(interval[0]), each(interval[1])] };
}

function attemptsOf({ runs }: Entrant, cost: string): Attempt[] {
  return runs.flatMap(({ costs }) => costs[cost] ?? []);
}

function byCost(cost: string, goal: Direction) {
  return (a: RacedGroup, b: RacedGroup): number => {
    const [first, second] = [expectedCost(attemptsOf(a, cost)), expectedCost(attemptsOf(b, cost))];
    if (first !== second) return first < second ? -1 : 1;
    if (Number.isFinite(first)) return 0;
    return ((a.best?.mean ?? 0) - (b.best?.mean ?? 0)) * (goal === 'min' ? 1 : -1);
  };
}

function bestOf(runs: readonly RacedRun[], goal: Direction): RacedGroup['best'] {
  const values = runs.map(({ best }) => best);
  const [top] = [...runs].sort((a, b) => (goal === 'min' ? a.best - b.best : b.best - a.best));
  return top ? { mean: mean(values), deviation: deviation(values), value: top.best, step: top.bestStep } : null;
}

const finiteOrNull = (value: number) => (Number.isFinite(value) ? value : null);

import { type Static, Type } from 'typebox';
import { MetricKey } from '../ingest.ts';
import type { CheckpointPlace } from './checkpoint-head.ts';

/** A metric by which states of a training are compared. */
export const Criterion = Type.Object(
  {
    metric: MetricKey,
    direction: Type.Enum(['min', 'max'], { description: 'Which values are the better ones.' }),
  },
  { $id: 'Criterion', additionalProperties: false, description: 'By what the best checkpoint is chosen.' },
);
export type Criterion = Static<typeof Criterion>;

/** By what states are compared where no goal is set, the first that they have. */
export const USUAL_CRITERIA: readonly Criterion[] = ['val/loss', 'train/loss', 'loss'].map((metric) => ({
  metric,
  direction: 'min',
}));

/** A state by its step, with what it was evaluated to. */
export interface ScoredState {
  step: number;
  scores: Readonly<Record<string, number>>;
}

/** The first of the criteria that any of the states was evaluated by; undefined where none was. */
export function criterionOf(states: readonly ScoredState[], criteria: readonly Criterion[]): Criterion | undefined {
  return criteria.find(({ metric }) => states.some(({ scores }) => scores[metric] !== undefined));
}

/** The best of the states by the first criterion that any of them has, the earliest of several; undefined where none was evaluated. */
export function bestState<State extends ScoredState>(
  states: readonly State[],
  criteria: readonly Criterion[],
): State | undefined {
  const criterion = criterionOf(states, criteria);
  if (!criterion) return undefined;
  const { metric, direction } = criterion;
  const rank = ({ scores }: State) => (scores[metric] as number) * (direction === 'min' ? 1 : -1);
  const scored = states.filter(({ scores }) => scores[metric] !== undefined);
  return scored.toSorted((a, b) => rank(a) - rank(b) || a.step - b.step)[0];
}

/** What a saved state was evaluated to, also where its file is of before it could be several metrics. */
export function scoresOf({ scores, score }: Pick<CheckpointPlace, 'scores' | 'score'>): Record<string, number> {
  return scores ?? (score ? { [score.metric]: score.value } : {});
}

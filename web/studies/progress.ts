import type { Study } from '../../shared/studies/trial.ts';
import { formatCount, formatDuration } from '../core/format.ts';

const MINUTE_MS = 60_000;

/** How much of a budget is used up, by what ends first. */
export interface Progress {
  /** From 0 to 1; null where nothing is known, as for a grid whose size nobody counted. */
  share: number | null;
  text: string;
  /** Milliseconds that are left, by the pace so far; null before there is one, and once it is over. */
  leftMs: number | null;
}

/** `total` is the number of trials of a grid. */
export function progressOf(study: Study, total: number | null): Progress {
  const { budget } = study.spec;
  const ended = study.counts.finished + study.counts.pruned + study.counts.failed + study.counts.stopped;
  const runs = Math.min(budget.runs ?? Infinity, total ?? Infinity);
  const parts = [
    ...(Number.isFinite(runs)
      ? [{ share: ended / runs, text: `${formatCount(ended)} of ${formatCount(runs)} trials` }]
      : []),
    ...(budget.steps === undefined
      ? []
      : [
          {
            share: study.steps / budget.steps,
            text: `${formatCount(study.steps)} of ${formatCount(budget.steps)} steps`,
          },
        ]),
    ...(budget.minutes === undefined
      ? []
      : [
          {
            share: study.spentMs / (budget.minutes * MINUTE_MS),
            text: `${formatDuration(study.spentMs)} of ${formatDuration(budget.minutes * MINUTE_MS)}`,
          },
        ]),
  ];
  const first = parts.toSorted((a, b) => b.share - a.share)[0];
  const share = first ? Math.min(1, first.share) : null;
  const isGoing = study.state === 'running' && share !== null && share > 0 && share < 1;
  return {
    share,
    text: first?.text ?? `${formatCount(ended)} trials`,
    leftMs: isGoing ? study.spentMs / share - study.spentMs : null,
  };
}

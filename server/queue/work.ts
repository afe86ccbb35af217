import type { RunRecord } from '../ports/meta-store.ts';
import { createPace, type Pace } from './pace.ts';

/** What a worker does while it has a run. */
export interface Work {
  /** Of the worker, from 1. */
  number: number;
  /** When it took the run, in ms since the Unix epoch. */
  since: number;
  pace: Pace;
  totalSteps: number | null;
  /** Threads that compute for the run. */
  threads: number;
}

/** The work of the first worker that is free. */
export function createWork({ totalSteps }: RunRecord, others: readonly Work[], now: number): Work {
  const taken = new Set(others.map(({ number }) => number));
  let number = 1;
  while (taken.has(number)) number++;
  return { number, since: now, pace: createPace(), totalSteps, threads: 1 };
}

/** The same as the list of workers has it. */
export function shownWork({ number, since, pace, totalSteps, threads }: Work) {
  return { number, since, totalSteps, threads, step: pace.steps, stepsPerSecond: pace.stepsPerSecond() };
}

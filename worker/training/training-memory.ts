import type { JsonNumber } from '../../shared/number.ts';

/** What recording and watching remember from step to step, so that a continued curve is that of an uninterrupted run. */
export interface TrainingMemory {
  marks: MarksMemory;
  divergence: DivergenceMemory;
  problem: NetworkMemory | DescentMemory;
}

/** What was marked last. */
export interface MarksMemory {
  finite: boolean;
  rate: number | null;
}

/** What the watch for divergence remembers of the losses so far. */
export interface DivergenceMemory {
  first: JsonNumber | null;
  exceededAt: number | null;
  last: { step: number; loss: JsonNumber };
}

/** What is counted while a network is trained. */
export interface NetworkMemory {
  evaluations: { count: number; examples: number };
  log: LogMemory;
  /** Bounds of the histograms' edges by key. */
  histograms: Record<string, number>;
}

/** What is counted while a point descends on a surface. */
export interface DescentMemory {
  evaluations: number;
}

/** The running sums of the present epoch, and the examples up to the last step. */
export interface LogMemory {
  epochLoss: JsonNumber;
  epochSteps: number;
  examples: number;
}

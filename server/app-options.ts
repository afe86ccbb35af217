import type { Config } from './config.ts';
import type { TrainingData } from './datasets/training-data.ts';

/** What the server is made with. */
export interface AppOptions {
  config: Config;
  version: string;
  // All that follows is for tests to replace.
  now?: () => number;
  /** Milliseconds that go on evenly, whatever the clock is set to: silence is measured by them. */
  elapsed?: () => number;
  /** Of this machine. */
  cores?: number;
  threadFile?: string;
  maxThreadHeapMb?: number;
  trainingData?: TrainingData;
  /** 0 has each run begin in a fresh thread. */
  idleThreadMs?: number;
  stepPatienceMs?: number;
  stopPatienceMs?: number;
  renewEveryMs?: number;
  /** How often what fell silent is looked for. */
  heartbeatCheckMs?: number;
  webRoot?: string;
  freeBytes?: (folder: string) => Promise<number>;
  maxWaitingBytes?: number;
  maxBodiesBytes?: number;
  maxWaitingRuns?: number;
  liveTickMs?: number;
  alertTickMs?: number;
  checkAnswers?: boolean;
}

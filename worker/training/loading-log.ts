import type { LoadProgress } from '../data/load.ts';
import type { Recorder } from './recorder.ts';

/** A further line is logged at most so often; a set that is there at once has one line. */
const EVERY_MS = 1000;

const DOING: Record<LoadProgress['stage'], string> = { read: 'reading', split: 'splitting', scale: 'scaling' };

export interface LoadingLogOptions {
  recorder: Pick<Recorder, 'log' | 'flush'>;
  /** Of the dataset. */
  name: string;
  /** Milliseconds. */
  clock?: () => number;
}

/** Logs what is being done with the data and how far that is, and sends each line at once. */
export function createLoadingLog({ recorder, name, clock = () => performance.now() }: LoadingLogOptions) {
  let loggedAt = -Infinity;
  return ({ stage, share }: LoadProgress): void => {
    const now = clock();
    if (now - loggedAt < EVERY_MS) return;
    loggedAt = now;
    recorder.log(`${DOING[stage]} ${name}${share > 0 ? `: ${Math.floor(100 * share)} %` : ''}`);
    recorder.flush();
  };
}

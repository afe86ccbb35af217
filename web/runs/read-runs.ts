import type { Run } from '../../shared/run.ts';
import { MOST_RUNS_READ } from '../../shared/run-list.ts';
import type { Api } from '../api/api.ts';

/**
 * Runs by their ids, in that order. Those that are in the trash or not there are left out, and so is what is no id:
 * an address may have anything.
 */
export async function readRuns(api: Pick<Api, 'readRuns'>, ids: readonly string[]): Promise<Run[]> {
  const parts = Array.from({ length: Math.ceil(ids.length / MOST_RUNS_READ) }, (_, part) =>
    ids.slice(part * MOST_RUNS_READ, (part + 1) * MOST_RUNS_READ),
  );
  const answers = await Promise.all(parts.map((part) => api.readRuns(part)));
  return answers.flatMap(({ runs }) => runs);
}

import type { Run } from '../../shared/run.ts';
import type { Api } from '../api/api.ts';
import { readRuns } from '../runs/read-runs.ts';

/** Runs by their ids, in that order: those that are held as they are, the others read. */
export async function selectedRuns(
  ids: readonly string[],
  held: (id: string) => Run | undefined,
  api: Pick<Api, 'readRuns'>,
): Promise<Run[]> {
  const unread = ids.filter((id) => !held(id));
  const read = new Map((await readRuns(api, unread)).map((run) => [run.id, run]));
  return ids.flatMap((id) => held(id) ?? read.get(id) ?? []);
}

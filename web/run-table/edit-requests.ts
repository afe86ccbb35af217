import type { RunsEdit } from '../../shared/run-edits.ts';

/** The edits in as few requests as hold `most` runs each, in their order. */
export function editRequests(edits: readonly RunsEdit[], most: number): RunsEdit[][] {
  const requests: RunsEdit[][] = [];
  let room = 0;
  for (const { ids, change } of edits)
    for (let from = 0; from < ids.length; ) {
      if (room === 0) {
        requests.push([]);
        room = most;
      }
      const some = ids.slice(from, from + room);
      requests.at(-1)?.push({ ids: some, change });
      room -= some.length;
      from += some.length;
    }
  return requests;
}

import { type Lineage, MOST_RELATIVES } from '../../shared/lineage.ts';
import type { MetaStore, RunRecord } from '../ports/meta-store.ts';
import type { RunAccess } from './run-access.ts';
import type { RunService } from './run-service.ts';

/** A longer chain of ancestors ends here. */
const MOST_ANCESTORS = 100;

export interface LineageServiceOptions {
  access: RunAccess;
  meta: Pick<MetaStore, 'listChildren'>;
  runs: Pick<RunService, 'getMany'>;
}

/** Which runs come from which. */
export function createLineageService({ access, meta, runs }: LineageServiceOptions) {
  /** From the first ancestor that is there down to the run; a script may have made a circle, which is walked once. */
  async function lineTo(run: RunRecord): Promise<string[]> {
    const line = [run.id];
    for (let parent = run.parentRun; parent !== null && !line.includes(parent) && line.length < MOST_ANCESTORS; ) {
      const [found] = await access.findPresent([parent]);
      if (!found) break;
      line.unshift(found.id);
      parent = found.parentRun;
    }
    return line;
  }

  /** All descendants of the first, level by level; the line comes before what is beside it, so that it is never left out. */
  async function familyOf(line: readonly string[]): Promise<{ ids: string[]; more: boolean }> {
    const found = new Set(line);
    const parents = line.slice(0, 1);
    const walked = new Set(parents);
    for (const parent of parents) {
      for (const child of await meta.listChildren(parent, MOST_RELATIVES + 1)) {
        if (walked.has(child)) continue;
        if (!found.has(child) && found.size >= MOST_RELATIVES) return { ids: [...found], more: true };
        found.add(child);
        walked.add(child);
        parents.push(child); // is walked in its turn
      }
    }
    return { ids: [...found], more: false };
  }

  return {
    /** The family of a run. @throws {AppError} `not_found` or `in_trash` */
    async lineage(id: string): Promise<Lineage> {
      const { ids, more } = await familyOf(await lineTo(await access.find(id)));
      return { runs: await runs.getMany(ids), more };
    },
  };
}

export type LineageService = ReturnType<typeof createLineageService>;

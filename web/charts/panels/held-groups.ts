import type { Commit } from '../../../shared/live.ts';
import type { GroupsAnswer } from '../../../shared/panel-query.ts';
import { GroupLine } from '../group-line.ts';

/** Groups of runs as they were read. A mean does not grow by a point: once a run of them logs, they are read anew. */
export class HeldGroups {
  readonly lines: GroupLine[];
  readonly #revs: Map<string, number>;

  constructor({ series, revs }: GroupsAnswer<Float64Array>) {
    this.lines = series.flatMap((curve) => GroupLine.of(curve));
    this.#revs = new Map(Object.entries(revs));
  }

  /** The revision of a run that is shown; undefined of a run that was not there. */
  revOf(run: string): number | undefined {
    return this.#revs.get(run);
  }

  /** Whether what is held shows these commits too, which have none of the watched series or are known. */
  grow(run: string, commits: readonly Commit[], rev: number): boolean {
    const before = this.#revs.get(run) ?? 0;
    this.#revs.set(run, Math.max(before, rev));
    return !commits.some((commit) => commit.rev > before && Object.keys(commit.series ?? {}).length > 0);
  }
}

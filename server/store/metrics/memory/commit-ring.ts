import type { CommitRecord } from '../../../ports/commit-feed.ts';

const MAX_RUN_BYTES = 4 * 1024 ** 2;
const MAX_BYTES = 64 * 1024 ** 2;

interface Ring {
  commits: { commit: CommitRecord; bytes: number }[];
  bytes: number;
}

/** The latest commits of the runs written to last, for live readers: bounded for each run and in all. */
export function createCommitRing({ maxRunBytes = MAX_RUN_BYTES, maxBytes = MAX_BYTES } = {}) {
  const rings = new Map<number, Ring>();
  let totalBytes = 0;

  const newestOf = (run: number) => rings.get(run)?.commits.at(-1)?.commit.rev;

  function forget(run: number): void {
    totalBytes -= rings.get(run)?.bytes ?? 0;
    rings.delete(run);
  }

  function shift(ring: Ring): void {
    const bytes = ring.commits.shift()?.bytes ?? 0;
    ring.bytes -= bytes;
    totalBytes -= bytes;
  }

  return {
    forget,

    push(run: number, commit: CommitRecord): void {
      if (newestOf(run) !== commit.rev - 1) forget(run); // the run was edited in between
      const ring = rings.get(run) ?? { commits: [], bytes: 0 };
      const bytes = sizeOf(commit);
      ring.commits.push({ commit, bytes });
      ring.bytes += bytes;
      totalBytes += bytes;
      rings.delete(run); // and in again: the map's order is that of last use
      rings.set(run, ring);
      while (ring.bytes > maxRunBytes) shift(ring);
      for (const oldest of rings.keys()) {
        if (totalBytes <= maxBytes) break;
        forget(oldest);
      }
    },

    /** Commits after `rev` of a run that is at `current`; 'gone' when some of them are no longer here. */
    after(run: number, rev: number, current: number): CommitRecord[] | 'gone' {
      if (rev === current) return [];
      const commits = rings.get(run)?.commits ?? [];
      const oldest = commits[0]?.commit.rev;
      if (oldest === undefined || newestOf(run) !== current || rev > current || rev + 1 < oldest) return 'gone';
      return commits.slice(rev + 1 - oldest).map(({ commit }) => commit);
    },
  };
}

export type CommitRing = ReturnType<typeof createCommitRing>;

/** About how much memory a commit takes. */
function sizeOf({ series = {}, histograms = [], events = [], logs = [] }: CommitRecord): number {
  let bytes = 200;
  for (const [key, { step }] of Object.entries(series)) bytes += 200 + 2 * key.length + 24 * step.length;
  for (const { counts } of histograms) bytes += 300 + 16 * counts.length;
  for (const { text } of [...events, ...logs]) bytes += 200 + 2 * text.length;
  return bytes;
}

import { type Commit, type CommitsMessage, MAX_WATCHED_SERIES, type RunWatch } from '../../shared/live.ts';

/**
 * The commits of a message that continue what a reader holds; null when there are none, or when the
 * message is not for it: it starts after the reader's revision, or was made for a selection that
 * leaves out something that the reader shows. Applying only these, a reader never has a gap.
 *
 * @param wanted what the reader shows, and the revision `after` up to which it holds all of it
 * @param selected what the server was asked to send when it made the message
 */
export function continuation(
  wanted: RunWatch,
  selected: RunWatch | undefined,
  { from, rev, commits }: CommitsMessage,
): Commit[] | null {
  if (!selected || !covers(selected, wanted) || wanted.after < from || wanted.after >= rev) return null;
  return commits.filter((commit) => commit.rev > wanted.after);
}

/** Whether a selection holds everything that is wanted. */
export function covers(selected: RunWatch, wanted: RunWatch): boolean {
  return (
    coversSeries(selected.series, wanted.series) &&
    (selected.logs || !wanted.logs) &&
    (selected.histograms || !wanted.histograms)
  );
}

function coversSeries(selected: RunWatch['series'], wanted: RunWatch['series']): boolean {
  if (selected === 'all' || wanted === 'all') return selected === 'all';
  return wanted.every((key) => selected.includes(key));
}

/** One selection that serves both, from the earlier revision on. */
export function merge(a: RunWatch | undefined, b: RunWatch): RunWatch {
  if (!a) return b;
  return {
    after: Math.min(a.after, b.after),
    series: mergeSeries(a.series, b.series),
    logs: a.logs || b.logs,
    histograms: a.histograms || b.histograms,
  };
}

function mergeSeries(a: RunWatch['series'], b: RunWatch['series']): RunWatch['series'] {
  if (a === 'all' || b === 'all') return 'all';
  const both = [...new Set([...a, ...b])];
  return both.length > MAX_WATCHED_SERIES ? 'all' : both;
}

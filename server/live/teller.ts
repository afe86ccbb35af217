import type { ServerMessage } from '../../shared/live.ts';
import { AppError } from '../errors.ts';
import type { CommitRecord } from '../ports/commit-feed.ts';
import { takePortion, type Wanted } from './select.ts';

/** What a page is told of a run: the next of its commits as a message, if there is anything in them for it, or to read again. */
export type Told = { rev: number; isCut: boolean; text: string | undefined } | 'reset';

/**
 * Makes what pages are told. Pages that want the same from the same revision on are told the same text,
 * made once: a thousand viewers of a run cost little more than one.
 */
export function createTeller(commitsAfter: (run: string, rev: number) => Promise<CommitRecord[] | 'gone'>) {
  const told = new Map<string, Promise<Told>>();

  async function make(run: string, wanted: Wanted, cursor: number): Promise<Told> {
    const commits = await readCommits(run, cursor);
    const portion = commits === 'gone' ? 'too heavy' : takePortion(commits, wanted, cursor);
    if (portion === 'too heavy') return 'reset';
    const { rev, isCut } = portion;
    const message: ServerMessage = { type: 'commits', run, rev, commits: portion.commits };
    return { rev, isCut, text: portion.commits.length > 0 ? JSON.stringify(message) : undefined };
  }

  /** A run that is gone has no commits; its pages are told so with the runs. */
  async function readCommits(run: string, rev: number): Promise<CommitRecord[] | 'gone'> {
    try {
      return await commitsAfter(run, rev);
    } catch (error) {
      if (error instanceof AppError && error.code === 'not_found') return [];
      throw error;
    }
  }

  return {
    tell(run: string, wanted: Wanted, cursor: number): Promise<Told> {
      const key = `${run} ${cursor} ${wanted.name}`;
      const known = told.get(key) ?? make(run, wanted, cursor);
      told.set(key, known);
      return known;
    },

    /** To be called at each change: what was true before it need not be now. */
    forget: () => told.clear(),
  };
}

export type Teller = ReturnType<typeof createTeller>;

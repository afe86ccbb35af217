import type { EditMark } from '../../../ports/edit-mark.ts';
import type { Db } from '../../sqlite.ts';
import { createActivityStore } from './activity-store.ts';
import { createRunTexts } from './run-texts.ts';

/** Characters of a mark, at most. */
const LONGEST = 4096;

/** Keeps what is remembered of changes of runs; for the transactions of these changes. */
export function createEditMarks(db: Db) {
  const activity = createActivityStore(db);
  const texts = createRunTexts(db);

  /** Adds a mark, where there is one, at the last step that the run has, or will have of those that it has now. */
  function add(run: number, mark: EditMark | undefined, lastStep = Number.POSITIVE_INFINITY): void {
    if (!mark) return;
    const { events, maxStep } = activity.add(run, { events: 1 });
    const step = Math.min(maxStep ?? 0, lastStep);
    texts.addEvents(run, [{ kind: 'edit', step, time: mark.time, text: mark.text.slice(0, LONGEST) }], events);
  }

  return {
    add,

    /** Makes a change a revision of the run, which has its mark; returns it. */
    commit(run: number, mark: EditMark | undefined): number {
      add(run, mark);
      return activity.add(run, { commits: 1 }).rev;
    },
  };
}

export type EditMarks = ReturnType<typeof createEditMarks>;

import type { LogLine, RunEvent } from '../../../../shared/ingest.ts';
import type { Db } from '../../sqlite.ts';

type StoredLine = LogLine & { id: number };
type LineRow = Omit<StoredLine, 'step'> & { step: number | null };

/** Characters in one answer, at most: a line may have 16,384. */
const MAX_CHARACTERS = 2 * 1024 ** 2;

/** Every read and write of log lines and events; both have ids that count from 1 within their run. */
export function createRunTexts(db: Db) {
  const insertLine = db.prepare(
    'INSERT INTO log_lines (run, id, time, level, step, text) VALUES (@run, @id, @time, @level, @step, @text)',
  );
  const linesAfter = db.prepare<[number, number, number], LineRow>(
    'SELECT id, time, level, step, text FROM log_lines WHERE run = ? AND id > ? ORDER BY id LIMIT ?',
  );
  const lastLines = db.prepare<[number, number], LineRow>(
    'SELECT id, time, level, step, text FROM log_lines WHERE run = ? ORDER BY id DESC LIMIT ?',
  );
  const insertEvent = db.prepare(
    'INSERT INTO run_events (run, id, kind, step, time, text) VALUES (@run, @id, @kind, @step, @time, @text)',
  );
  const events = db.prepare<[number], RunEvent & { id: number }>(
    'SELECT id, kind, step, time, text FROM run_events WHERE run = ? ORDER BY id',
  );

  return {
    /** Stores lines, giving them the ids from `firstId` on. */
    addLines(run: number, lines: readonly LogLine[], firstId: number): StoredLine[] {
      return lines.map((line, index) => {
        const stored = { ...line, id: firstId + index };
        insertLine.run({ ...stored, run, step: line.step ?? null });
        return stored;
      });
    },

    addEvents(run: number, added: readonly RunEvent[], firstId: number): void {
      for (const [index, event] of added.entries()) insertEvent.run({ ...event, run, id: firstId + index });
    },

    lines(run: number, { after, limit, tail }: { after: number; limit: number; tail: boolean }): StoredLine[] {
      const rows = tail ? upTo(lastLines.iterate(run, limit)).reverse() : upTo(linesAfter.iterate(run, after, limit));
      return rows.map(({ step, ...line }) => (step === null ? line : { ...line, step }));
    },

    events: (run: number) => events.all(run),
  };
}

/** The first rows that fit in one answer, at least one. */
function upTo(rows: Iterable<LineRow>): LineRow[] {
  const taken: LineRow[] = [];
  let characters = 0;
  for (const row of rows) {
    characters += row.text.length;
    if (characters > MAX_CHARACTERS && taken.length > 0) break;
    taken.push(row);
  }
  return taken;
}

export type RunTexts = ReturnType<typeof createRunTexts>;

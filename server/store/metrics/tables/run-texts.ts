import type { LogLine, LogStream, RunEvent } from '../../../../shared/ingest.ts';
import type { TextPage } from '../../../ports/metric-reader.ts';
import type { Db } from '../../sqlite.ts';

type StoredLine = LogLine & { id: number };
type LineRow = Omit<StoredLine, 'step' | 'stream'> & { step: number | null; stream: LogStream | null };
type EventRow = RunEvent & { id: number };

/** Characters in one answer, at most: a line may have 16,384. */
const MAX_CHARACTERS = 2 * 1024 ** 2;

/** Every read and write of log lines and events; both have ids that count from 1 within their run. */
export function createRunTexts(db: Db) {
  const insertLine = db.prepare(
    'INSERT INTO log_lines (run, id, time, level, step, stream, text) VALUES (@run, @id, @time, @level, @step, @stream, @text)',
  );
  const linesAfter = db.prepare<[number, number, number], LineRow>(
    'SELECT id, time, level, step, stream, text FROM log_lines WHERE run = ? AND id > ? ORDER BY id LIMIT ?',
  );
  const lastLines = db.prepare<[number, number], LineRow>(
    'SELECT id, time, level, step, stream, text FROM log_lines WHERE run = ? ORDER BY id DESC LIMIT ?',
  );
  const insertEvent = db.prepare(
    'INSERT INTO run_events (run, id, kind, step, time, text) VALUES (@run, @id, @kind, @step, @time, @text)',
  );
  const eventsAfter = db.prepare<[number, number, number], EventRow>(
    'SELECT id, kind, step, time, text FROM run_events WHERE run = ? AND id > ? ORDER BY id LIMIT ?',
  );
  const lastEvents = db.prepare<[number, number], EventRow>(
    'SELECT id, kind, step, time, text FROM run_events WHERE run = ? ORDER BY id DESC LIMIT ?',
  );
  const eventCounts = db.prepare<[number, number], { total: number; after: number }>(
    'SELECT count(*) AS total, count(*) FILTER (WHERE id > ?) AS after FROM run_events WHERE run = ?',
  );

  return {
    /** Stores lines, giving them the ids from `firstId` on. */
    addLines(run: number, lines: readonly LogLine[], firstId: number): StoredLine[] {
      return lines.map((line, index) => {
        const stored = { ...line, id: firstId + index };
        insertLine.run({ ...stored, run, step: line.step ?? null, stream: line.stream ?? null });
        return stored;
      });
    },

    addEvents(run: number, added: readonly RunEvent[], firstId: number): void {
      for (const [index, event] of added.entries()) insertEvent.run({ ...event, run, id: firstId + index });
    },

    lines(run: number, { after, limit, tail }: TextPage): StoredLine[] {
      const rows = tail ? upTo(lastLines.iterate(run, limit)).reverse() : upTo(linesAfter.iterate(run, after, limit));
      return rows.map(({ step, stream, ...line }) => ({
        ...line,
        ...(step !== null && { step }),
        ...(stream !== null && { stream }),
      }));
    },

    events(run: number, { after, limit, tail }: TextPage): { events: EventRow[]; hasMore: boolean; total: number } {
      const events = tail
        ? upTo(lastEvents.iterate(run, limit)).reverse()
        : upTo(eventsAfter.iterate(run, after, limit));
      const counts = eventCounts.get(events.at(-1)?.id ?? after, run);
      return { events, hasMore: (counts?.after ?? 0) > 0, total: counts?.total ?? 0 };
    },
  };
}

/** The first rows that fit in one answer, at least one. */
function upTo<Row extends { text: string }>(rows: Iterable<Row>): Row[] {
  const taken: Row[] = [];
  let characters = 0;
  for (const row of rows) {
    characters += row.text.length;
    if (characters > MAX_CHARACTERS && taken.length > 0) break;
    taken.push(row);
  }
  return taken;
}

export type RunTexts = ReturnType<typeof createRunTexts>;

import { crc32 } from 'node:zlib';
import { damaged } from '../../damage.ts';
import type { Db } from '../../sqlite.ts';
import { decodeColumn, encodeColumn } from '../codec/column-codec.ts';
import { WordReader, WordWriter, wordsOf } from '../codec/words.ts';
import { newPoints, type Points } from '../points/points.ts';

/** Points of one series of one batch, in order of step. */
export interface JournalEntry {
  series: number;
  points: Points;
}

/** First word of every payload: "LBJ" and the version of the layout. */
const MAGIC = 0x014a424c;
const PAGE_ROWS = 200;

/** A row as it is read: its points, or the batch whose parts hold them. */
interface Row {
  id: number;
  crc: number;
  payload: Buffer;
  batch: number | null;
}

/** Every read and write of the `journal` and `journal_parts` tables. */
export function createJournal(db: Db) {
  const out = new WordWriter();
  const insert = db.prepare<[number, number, Buffer, number | null]>(
    'INSERT INTO journal (run, crc, payload, batch) VALUES (?, ?, ?, ?)',
  );
  const insertPart = db.prepare<[number, number, Buffer]>(
    'INSERT INTO journal_parts (batch, crc, payload) VALUES (?, ?, ?)',
  );
  const page = db.prepare<[number, number], Row>(
    `SELECT id, crc, payload, batch FROM journal WHERE run = ? AND id > ? ORDER BY id LIMIT ${PAGE_ROWS}`,
  );
  const nextPart = db.prepare<[number, number], Omit<Row, 'batch'>>(
    'SELECT id, crc, payload FROM journal_parts WHERE batch = ? AND id > ? ORDER BY id LIMIT 1',
  );
  const clearParts = db.prepare<[number, number]>(`
    DELETE FROM journal_parts
    WHERE batch IN (SELECT batch FROM journal WHERE run = ? AND id <= ? AND batch IS NOT NULL)`);
  const clear = db.prepare<[number, number]>('DELETE FROM journal WHERE run = ? AND id <= ?');
  const discard = db.prepare<[number]>('DELETE FROM journal_parts WHERE batch = ?');
  const discardUnaccepted = db.prepare<[number]>(`
    DELETE FROM journal_parts
    WHERE batch < ? AND batch NOT IN (SELECT batch FROM journal WHERE batch IS NOT NULL)`);
  const runId = db.prepare<[number], string>('SELECT id FROM runs WHERE number = ?').pluck();
  const runs = db.prepare<[], { run: number }>('SELECT DISTINCT run FROM journal');
  const firstBatch = db
    .prepare<[], number>(
      'SELECT 1 + max(coalesce((SELECT max(batch) FROM journal_parts), 0), coalesce((SELECT max(batch) FROM journal), 0))',
    )
    .pluck()
    .get() as number;
  let nextBatch = firstBatch;

  const clearBoth = db.transaction((run: number, id: number) => {
    clearParts.run(run, id);
    clear.run(run, id);
  });

  /** @throws {AppError} `internal` when the row is damaged */
  function pointsIn({ crc, payload }: Omit<Row, 'batch'>, name: string, run: number): JournalEntry[] {
    if (crc32(payload) !== crc) throw damaged(`${name} of run "${runId.get(run)}" is damaged`);
    return decode(payload);
  }

  function* rowsOf(run: number): Generator<Row> {
    for (let after = 0; ; ) {
      const rows = page.all(run, after);
      yield* rows;
      if (rows.length < PAGE_ROWS) return;
      after = rows.at(-1)?.id ?? after;
    }
  }

  function* partsOf(batch: number, run: number): Generator<JournalEntry[]> {
    for (let after = 0; ; ) {
      const part = nextPart.get(batch, after);
      if (!part) return;
      yield pointsIn(part, `journal part ${part.id}`, run);
      after = part.id;
    }
  }

  return {
    /** Writes the points of one batch; returns the row's id. */
    append(run: number, entries: readonly JournalEntry[]): number {
      const payload = encode(out, entries);
      return Number(insert.run(run, crc32(payload), payload, null).lastInsertRowid);
    },

    /** A number for a batch whose points are written in parts. */
    newBatch: (): number => nextBatch++,

    /** Writes some points of a batch that is not accepted yet. */
    appendPart(batch: number, entries: readonly JournalEntry[]): void {
      const payload = encode(out, entries);
      insertPart.run(batch, crc32(payload), payload);
    },

    /** Accepts a batch with the parts that were written; returns the row's id. */
    accept(run: number, batch: number): number {
      const payload = encode(out, []);
      return Number(insert.run(run, crc32(payload), payload, batch).lastInsertRowid);
    },

    /** Removes the parts of a batch that was not accepted. */
    discard: (batch: number): void => void discard.run(batch),

    /** Removes what a process that was killed had written of batches and not accepted. */
    discardUnaccepted: (): void => void discardUnaccepted.run(firstBatch),

    /**
     * Reads a run's rows back in the order they were written, a row in several pieces where it has parts.
     *
     * @throws {AppError} `internal` when a row is damaged
     */
    *read(run: number): Generator<{ id: number; entries: JournalEntry[] }> {
      for (const row of rowsOf(run)) {
        const entries = pointsIn(row, `journal row ${row.id}`, run);
        const pieces = row.batch === null ? [entries] : partsOf(row.batch, run);
        for (const piece of pieces) yield { id: row.id, entries: piece };
      }
    },

    /** Removes a run's rows up to `id`, with their parts: all their points are in chunks. */
    clear: (run: number, id: number): void => clearBoth(run, id),

    /** Runs that have rows. */
    runs: (): number[] => runs.all().map(({ run }) => run),
  };
}

export type Journal = ReturnType<typeof createJournal>;

function encode(out: WordWriter, entries: readonly JournalEntry[]): Buffer {
  out.clear();
  out.word(MAGIC);
  out.word(entries.length);
  for (const { series, points } of entries) {
    out.word(series);
    out.word(points.steps.length);
    encodeColumn(out, points.steps);
    encodeColumn(out, points.times);
    encodeColumn(out, points.values);
  }
  return out.bytes();
}

function decode(payload: Buffer): JournalEntry[] {
  const from = new WordReader(wordsOf(payload));
  const magic = from.word();
  if (magic !== MAGIC) throw damaged(`a journal row has the unknown layout ${magic.toString(16)}`);
  return Array.from({ length: from.word() }, () => {
    const series = from.word();
    const points = newPoints(from.word());
    decodeColumn(from, points.steps);
    decodeColumn(from, points.times);
    decodeColumn(from, points.values);
    return { series, points };
  });
}

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

/** Every read and write of the `journal` table. */
export function createJournal(db: Db) {
  const out = new WordWriter();
  const insert = db.prepare<[number, number, Buffer]>('INSERT INTO journal (run, crc, payload) VALUES (?, ?, ?)');
  const page = db.prepare<[number, number], { id: number; crc: number; payload: Buffer }>(
    `SELECT id, crc, payload FROM journal WHERE run = ? AND id > ? ORDER BY id LIMIT ${PAGE_ROWS}`,
  );
  const clear = db.prepare<[number, number]>('DELETE FROM journal WHERE run = ? AND id <= ?');
  const runId = db.prepare<[number], string>('SELECT id FROM runs WHERE number = ?').pluck();
  const runs = db.prepare<[], { run: number }>('SELECT DISTINCT run FROM journal');

  return {
    /** Writes the points of one batch; returns the row's id. */
    append(run: number, entries: readonly JournalEntry[]): number {
      const payload = encode(out, entries);
      return Number(insert.run(run, crc32(payload), payload).lastInsertRowid);
    },

    /**
     * Reads a run's rows back in the order they were written.
     *
     * @throws {AppError} `internal` when a row is damaged
     */
    *read(run: number): Generator<{ id: number; entries: JournalEntry[] }> {
      let after = 0;
      for (;;) {
        const rows = page.all(run, after);
        for (const { id, crc, payload } of rows) {
          if (crc32(payload) !== crc) throw damaged(`journal row ${id} of run "${runId.get(run)}" is damaged`);
          yield { id, entries: decode(payload) };
          after = id;
        }
        if (rows.length < PAGE_ROWS) return;
      }
    },

    /** Removes a run's rows up to `id`: all their points are in chunks. */
    clear(run: number, id: number): void {
      clear.run(run, id);
    },

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

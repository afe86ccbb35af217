import type { Batch } from '../../../../shared/ingest.ts';
import { AppError } from '../../../errors.ts';
import type { Db } from '../../sqlite.ts';

type Numbered = Pick<Batch, 'writer' | 'attempt' | 'seq'>;

interface Watermark {
  attempt: number;
  lastSeq: number;
  lastCrc: number;
}

/** Every read and write of the `writers` table: what each writer's last batch was. */
export function createWriters(db: Db) {
  const select = db.prepare<[number, string], Watermark>(
    'SELECT attempt, last_seq AS lastSeq, last_crc AS lastCrc FROM writers WHERE run = ? AND name = ?',
  );
  const upsert = db.prepare<[number, string, number, number, number]>(`
    INSERT INTO writers (run, name, attempt, last_seq, last_crc) VALUES (?, ?, ?, ?, ?)
    ON CONFLICT (run, name) DO UPDATE SET
      attempt = excluded.attempt, last_seq = excluded.last_seq, last_crc = excluded.last_crc`);

  return {
    /**
     * Whether a batch is the writer's next or a repeated one. A writer counts from 1 again in each attempt.
     *
     * @throws {AppError} `seq_gap` when batches before it are missing; `conflict` when it repeats the last seq with
     * other content
     */
    check(run: number, { writer, attempt, seq }: Numbered, crc: () => number): 'next' | 'duplicate' {
      const row = select.get(run, writer);
      const lastSeq = row?.attempt === attempt ? row.lastSeq : 0;
      if (seq === lastSeq + 1) return 'next';
      if (seq > lastSeq) {
        throw new AppError('seq_gap', `Writer "${writer}" sent seq ${seq}, but ${lastSeq + 1} is next.`, {
          expected: lastSeq + 1,
        });
      }
      if (seq === lastSeq && crc() !== row?.lastCrc) {
        throw new AppError('conflict', `Writer "${writer}" sent seq ${seq} before, with other content.`, { seq });
      }
      return 'duplicate';
    },

    advance(run: number, { writer, attempt, seq }: Numbered, crc: number): void {
      upsert.run(run, writer, attempt, seq, crc);
    },
  };
}

export type Writers = ReturnType<typeof createWriters>;

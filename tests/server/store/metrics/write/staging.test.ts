import { expect, test } from 'vitest';
import { createRunMemory } from '../../../../../server/store/metrics/memory/run-memory.ts';
import { createChunkStore } from '../../../../../server/store/metrics/tables/chunk-store.ts';
import { createJournal } from '../../../../../server/store/metrics/tables/journal.ts';
import { createPointWriter } from '../../../../../server/store/metrics/write/point-writer.ts';
import { finish, prepareBatch } from '../../../../../server/store/metrics/write/prepared-batch.ts';
import { createStaging } from '../../../../../server/store/metrics/write/staging.ts';
import { createRunStore } from '../../../../../server/store/runs/run-store.ts';
import { columns, newRun } from '../../../../contracts/records.ts';
import { tempDatabase } from '../../temp-store.ts';

const RUN = 1;
const line = (from: number, count: number) =>
  columns(Array.from({ length: count }, (_, index) => [from + index, index] as const));

test('points that are added after a staged batch was counted are counted with it', async () => {
  const { db } = tempDatabase();
  await createRunStore(db).insertRun(newRun('a'));
  const journal = createJournal(db);
  const memory = createRunMemory(db, createChunkStore(db, {}), journal, Date.now);
  const points = createPointWriter({ memory, journal });
  const staging = createStaging({ db, memory, journal, onError: () => {}, partPoints: 100 });

  const prepared = finish(prepareBatch({ series: { loss: line(10, 500), other: line(1, 500) } }));
  const staged = finish(staging.stage(RUN, prepared));
  points.add(RUN, finish(prepareBatch({ series: { loss: line(1, 20) } })).series);
  const counts = points.addStaged(RUN, staged, points.seriesOf(RUN, staged));
  expect(counts).toMatchObject({ sent: 1000, stored: 989, rewritten: 11, maxStep: 509, newSeries: ['other'] });
});

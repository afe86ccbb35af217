import { expect, test } from 'vitest';
import { createRunExportService } from '../../../server/services/run-export-service.ts';
import type { Run } from '../../../shared/run.ts';

test('a table of runs has every page of its list, in order', async () => {
  const all = Array.from(
    { length: 1203 },
    (_, seed) => ({ id: `r${seed}`, seed, config: {}, summary: {} }) as unknown as Run,
  );
  const list = async ({ cursor, limit }: { cursor?: string; limit: number }) => {
    const from = Number(cursor ?? 0);
    const nextCursor = from + limit < all.length ? String(from + limit) : null;
    return { runs: all.slice(from, from + limit), nextCursor, total: all.length };
  };
  const service = createRunExportService({
    runs: { list, read: async () => ({ runs: [], inTrash: [], missing: [] }) },
    settings: { list: async () => [] },
    now: () => 0,
  });
  const table = await service.open({ format: 'csv', columns: ['seed'] } as never);
  const seeds: unknown[] = [];
  for await (const rows of table.pages) seeds.push(...rows.flat());
  expect(seeds).toEqual(all.map(({ seed }) => seed));
});

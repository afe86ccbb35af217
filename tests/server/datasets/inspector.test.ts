import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createInspector } from '../../../server/datasets/inspector.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

test('files wait for one thread, beyond a number of them it is refused, and none is read after the end', async () => {
  const path = join(temporaryFolder(), 'file.csv');
  writeFileSync(path, 'a,b\n1,2\n3,4\n');
  const { inspect, close } = createInspector();
  const outcomes = await Promise.allSettled(Array.from({ length: 60 }, () => inspect(path, {})));
  const refused = outcomes.filter(({ status }) => status === 'rejected');
  expect(outcomes[0]).toMatchObject({ status: 'fulfilled', value: { inspection: { rows: 2 } } });
  expect(refused.length).toBeGreaterThan(0);
  for (const outcome of refused) expect(outcome).toMatchObject({ reason: { code: 'overloaded' } });
  await close();
  await expect(inspect(path, {})).rejects.toMatchObject({ code: 'shutting_down' });
});

import { setTimeout as sleep } from 'node:timers/promises';
import { expect, onTestFinished, test } from 'vitest';
import { createInspectPool } from '../../../server/inspect/inspect-pool.ts';
import { TrainingConfig } from '../../../shared/training/launch.ts';
import { withDefaults } from '../../../shared/validate.ts';

/** As it was drawn, in kernels that take long for what the compiled ones do at once. */
const NETWORK = {
  config: withDefaults<TrainingConfig>(TrainingConfig, {
    dataset: { name: 'moons', limit: 5000 },
    network: { hidden: [128, 128] },
    length: { unit: 'steps', count: 1 },
  }),
  dataset: { name: 'moons', kind: 'generated' as const, files: {} },
  checkpoint: null,
};

test('a question ends when whoever asked has gone, and the next one has a thread', async () => {
  const errors: unknown[] = [];
  const pool = createInspectPool({
    kernels: async () => ({ tier: 'reference', module: null }),
    onError: (error) => void errors.push(error),
  });
  onTestFinished(pool.close);
  expect(await pool.ask(NETWORK, 'filters', null)).toHaveProperty('answer');

  const leave = new AbortController();
  const [computed, waiting] = [1, 2].map(() => pool.ask(NETWORK, 'curvature', null, leave.signal));
  const next = pool.ask(NETWORK, 'filters', null);
  await sleep(50); // the first has its thread
  leave.abort();
  await expect(computed).rejects.toThrow(/abort/i);
  await expect(waiting).rejects.toThrow(/abort/i);
  expect(await next).toHaveProperty('answer');
  expect(errors).toEqual([]);
});

import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import type { Run, SeriesSummary } from '../../shared/run.ts';
import { temporaryFolder } from './support/run-fixture.ts';
import { startServerProcess } from './support/server-process.ts';

const run = promisify(execFile);
const example = (name: string): string => fileURLToPath(new URL(`../../examples/${name}`, import.meta.url));

test('the training script trains, and its runs are there with their curves', async () => {
  const server = await startServerProcess();
  const env = { ...process.env, LOSSBOARD_URL: server.url, LOSSBOARD_SPOOL: temporaryFolder() };

  await run(process.execPath, [example('train-logistic-regression.ts'), '2', '300'], { env });

  const { runs } = await server.get<{ runs: Run[] }>('/runs?project=examples');
  expect(runs.map(({ state, seed }) => ({ state, seed }))).toEqual([
    { state: 'finished', seed: 2 },
    { state: 'finished', seed: 1 },
  ]);
  for (const { id, ledger } of runs) {
    expect(ledger.stored).toBe(2 * 300 + 2 * 3);
    const { series } = await server.get<{ series: Record<string, SeriesSummary> }>(`/runs/${id}/series`);
    expect(series['train/loss']).toMatchObject({ count: 300, lastStep: 300 });
    expect(series['val/accuracy']?.last).toBeGreaterThan(0.78); // the best possible is 0.841
  }
});

test('the shell script logs with curl alone', async () => {
  const server = await startServerProcess();
  const env = { ...process.env, LOSSBOARD_URL: server.url };

  const { stdout } = await run(example('log-from-shell.sh'), ['5'], { env });

  const { runs } = await server.get<{ runs: Run[] }>('/runs?project=examples');
  expect(runs).toMatchObject([{ state: 'finished', name: 'from a shell', ledger: { stored: 5 } }]);
  expect(stdout.trim()).toBe(`${server.url}/runs/${runs[0]?.id}`);
});

import type { BenchServer } from '../http/server.ts';

/** Logs one curve to each of as many runs, which then have ended; their ids. `tensorboard_write.py` has the same curves. */
export async function fill(server: BenchServer, runs: number, steps: number): Promise<string[]> {
  const step = Array.from({ length: steps }, (_, index) => index + 1);
  const time = step.map((each) => 1_700_000_000_000 + each * 100);
  const ids = Array.from({ length: runs }, (_, index) => `r${index}`);
  for (const [index, id] of ids.entries()) {
    await server.post('/runs', JSON.stringify({ id, name: `run ${index}` }));
    const value = step.map((each) => (2 + index / 50) * each ** -0.3 * (1 + 0.2 * Math.sin(each * 12.9898 + index)));
    await server.post(
      `/runs/${id}/ingest`,
      JSON.stringify({ writer: 'w', attempt: 1, seq: 1, series: { loss: { step, time, value } } }),
    );
    await server.send('PATCH', `/runs/${id}`, 'application/json', JSON.stringify({ state: 'finished' }));
  }
  await server.untilIdle();
  return ids;
}

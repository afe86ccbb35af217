import { once } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';
import { WebSocket } from 'ws';
import { lower, pairTable, percentile } from '../pairs.ts';
import type { Benchmark } from '../table.ts';
import { type BenchServer, startBroadcastServer, startServerProcess } from './server.ts';

const VIEWERS = 1000;
const UPDATES = 60;
const EVERY_MS = 250;
const RUN = 'watched';

interface Watched {
  delays: number[];
  memoryMb: number;
}

const benchmark: Benchmark = {
  what: `${VIEWERS} WebSocket viewers of one run that is logged to ${1000 / EVERY_MS} times a second`,
  async run() {
    const own = await startServerProcess();
    await own.post('/runs', JSON.stringify({ id: RUN }));
    const ours = await watch(own, `/runs/${RUN}/log`);
    await own.close();
    const bare = await startBroadcastServer();
    const theirs = await watch(bare, '');
    await bare.close();

    const expected = VIEWERS * UPDATES;
    if (ours.delays.length !== expected) throw new Error(`${ours.delays.length} of ${expected} points were delivered`);
    const otherName = 'least server, a message a socket';
    return [
      pairTable(
        'Delivery to viewers',
        [
          lower(
            'from logging to the viewer, p50',
            'ms',
            percentile(ours.delays, 0.5),
            otherName,
            percentile(theirs.delays, 0.5),
          ),
          lower(
            'from logging to the viewer, p99',
            'ms',
            percentile(ours.delays, 0.99),
            otherName,
            percentile(theirs.delays, 0.99),
          ),
          lower('memory of the server', 'MB', ours.memoryMb, otherName, theirs.memoryMb),
        ],
        [
          'ours is first synced to disk, then told at most ten times a second, and can be resumed',
          'the viewers share the machine',
        ],
      ),
    ];
  },
};
export default benchmark;

/** Logs the present time again and again, and notes how old it is when each viewer has it. */
async function watch(server: BenchServer, path: string): Promise<Watched> {
  const delays: number[] = [];
  const sockets: WebSocket[] = [];
  for (let index = 0; index < VIEWERS; index++) {
    const socket = new WebSocket(`${server.address.replace('http', 'ws')}/api/v1/live`, { perMessageDeflate: false });
    socket.on('message', (data) => {
      for (const sentAt of timesIn(String(data))) delays.push(performance.now() - sentAt);
    });
    await once(socket, 'open');
    const wanted = { after: 0, series: 'all', logs: false, histograms: false };
    socket.send(JSON.stringify({ type: 'watch', id: 1, list: false, runs: { [RUN]: wanted } }));
    sockets.push(socket);
  }
  await sleep(1000);
  for (let step = 1; step <= UPDATES; step++) {
    await server.post(path, JSON.stringify({ step, metrics: { 'sent-at': performance.now() } }));
    await sleep(EVERY_MS);
  }
  await sleep(1000);
  const memoryMb = server.memoryMb();
  for (const socket of sockets) socket.terminate();
  return { delays, memoryMb };
}

/** The values of `sent-at`, in a live message or as it was posted. */
function timesIn(text: string): number[] {
  const message = JSON.parse(text);
  if (message.metrics) return [message.metrics['sent-at']];
  if (message.type !== 'commits') return [];
  return message.commits.flatMap(
    ({ series }: { series: Record<string, { value: number[] }> }) => series['sent-at']?.value,
  );
}

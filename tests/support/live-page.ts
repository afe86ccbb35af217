import { once } from 'node:events';
import { onTestFinished } from 'vitest';
import { WebSocket } from 'ws';
import type { Commit, RunWatch, ServerMessage } from '../../shared/live.ts';
import type { Run } from '../../shared/run.ts';
import { until } from './until.ts';

/** A page as the server sees one: a socket that watches, and all that it received. Fails when it is not let in. */
export async function openPage(address: string, origin?: string) {
  const socket = new WebSocket(`${address.replace('http', 'ws')}/api/v1/live`, origin === undefined ? {} : { origin });
  const received: ServerMessage[] = [];
  let watches = 0;
  socket.on('message', (data) => received.push(JSON.parse(String(data))));
  const closed = new Promise<number>((resolve) => {
    socket.on('close', resolve);
  });
  onTestFinished(() => socket.terminate());
  await once(socket, 'open');

  const find = (wanted: (message: ServerMessage) => boolean) =>
    until(() => received.find(wanted), 'the page receives it');
  const commits = (run: string): Commit[] =>
    received.flatMap((message) => (message.type === 'commits' && message.run === run ? message.commits : []));

  return {
    socket,
    received,
    /** Resolves with the code of the close. */
    closed,
    commits,
    watch(runs: Record<string, RunWatch>, list = false): void {
      watches += 1;
      socket.send(JSON.stringify({ type: 'watch', id: watches, list, runs }));
    },
    until: find,
    untilRev: (run: string, rev: number) =>
      until(() => commits(run).some((commit) => commit.rev >= rev), `the page holds revision ${rev} of ${run}`),
    untilRun: (id: string, wanted: (run: Run) => boolean) =>
      find((message) => message.type === 'runs' && message.runs.some((run) => run.id === id && wanted(run))),
    async close(): Promise<void> {
      socket.close();
      await closed;
    },
  };
}

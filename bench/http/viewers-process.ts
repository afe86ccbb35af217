/**
 * Pages that watch the table of runs, in a process of their own: `node viewers-process.ts ADDRESS COUNT`. It prints `ready`
 * once all are connected, and `done` after each line that it reads: `watch` and `rest` say what all of them watch.
 */
import { once } from 'node:events';
import { setPriority } from 'node:os';
import { createInterface } from 'node:readline';
import { WebSocket } from 'ws';

const [address = '', count = '0'] = process.argv.slice(2);
const NICE = 10;
setPriority(NICE); // browsers are on other machines: these should not take the server's processor from it

const sockets: WebSocket[] = [];
let messages = 0;
let bytes = 0;

for (let index = 0; index < Number(count); index++) {
  const socket = new WebSocket(`${address.replace('http', 'ws')}/api/v1/live`, {
    perMessageDeflate: false,
    skipUTF8Validation: true,
  });
  socket.on('message', (data: Buffer) => {
    messages++;
    bytes += data.length;
  });
  await once(socket, 'open');
  sockets.push(socket);
}
console.log('ready');

let id = 0;
for await (const line of createInterface({ input: process.stdin })) {
  id++;
  const answered = sockets.map((socket) => once(socket, 'message'));
  for (const socket of sockets) socket.send(JSON.stringify({ type: 'watch', id, list: line === 'watch', runs: {} }));
  await Promise.all(answered);
  console.log(`done ${messages} ${bytes}`);
}
process.exit(0);

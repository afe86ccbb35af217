import type { FastifyPluginAsync } from 'fastify';
import { Compile } from 'typebox/compile';
import type { WebSocket } from 'ws';
import { type JsonRules, JsonTextError, readJsonText } from '../../shared/json-text.ts';
import { type ServerMessage, WatchMessage } from '../../shared/live.ts';
import { fieldErrors } from '../../shared/validate.ts';
import { AppError } from '../errors.ts';
import type { Hub } from './hub.ts';

/** More than the largest frame can hold of what a page may watch. */
const MESSAGE_RULES: JsonRules = { depth: 10, containers: 20_000, values: 50_000, numbers: 'exact' };
const PING_MS = 30_000;
const watchMessage = Compile(WatchMessage);

/** `WS /live`: a page sends what it watches and receives the changes until it disconnects. */
export const liveSocket: FastifyPluginAsync<{ hub: Hub }> = async (app, { hub }) => {
  const handler = async () => {
    throw new AppError('not_found', 'This address speaks WebSocket.');
  };

  const encode = createEncoder();

  function wsHandler(socket: WebSocket): void {
    const page = hub.connect({
      send: (text) => socket.send(encode(text), { binary: false }),
      unreadBytes: () => socket.bufferedAmount,
      close: (code, reason) => socket.close(code, reason),
    });
    const stopPinging = keepAlive(socket);

    socket.on('message', (data) => {
      const message = readMessage(data as Buffer);
      if ('fault' in message) page.reply(message.fault);
      else page.watch(message.watch);
    });
    socket.on('close', () => {
      page.close();
      stopPinging();
    });
  }

  app.route({ method: 'GET', url: '/live', schema: { hide: true }, handler, wsHandler });
};

/** Text as bytes. Pages that watch the same are sent one text after the other, which is encoded once. */
function createEncoder(): (text: string) => Buffer {
  let last = { text: '', bytes: Buffer.alloc(0) };
  return (text) => {
    if (text !== last.text) last = { text, bytes: Buffer.from(text) };
    return last.bytes;
  };
}

function readMessage(bytes: Uint8Array): { watch: WatchMessage } | { fault: ServerMessage } {
  try {
    const value: unknown = JSON.parse(readJsonText(bytes, MESSAGE_RULES));
    if (watchMessage.Check(value)) return { watch: value };
    const [wrong] = fieldErrors(WatchMessage, value);
    return { fault: fault(`Message ${wrong?.path ?? ''} ${wrong?.message ?? 'is not valid'}.`) };
  } catch (error) {
    return { fault: fault(error instanceof JsonTextError ? error.message : 'A message must be JSON.') };
  }
}

function fault(message: string): ServerMessage {
  return { type: 'error', code: 'invalid', message };
}

/** Ends a connection whose other side no longer answers. */
function keepAlive(socket: WebSocket): () => void {
  let answered = true;
  socket.on('pong', () => {
    answered = true;
  });
  const timer = setInterval(() => {
    if (!answered) return socket.terminate();
    answered = false;
    socket.ping();
  }, PING_MS);
  return () => clearInterval(timer);
}

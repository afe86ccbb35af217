import { STATUS_CODES } from 'node:http';
import type { Socket } from 'node:net';
import { constants } from 'node:zlib';
import compress from '@fastify/compress';
import websocket from '@fastify/websocket';
import fastify, { type FastifyInstance, type FastifyRequest, LogController } from 'fastify';
import { ERROR_STATUS, type ErrorBody, type ErrorCode } from '../../shared/errors.ts';
import { AppError } from '../errors.ts';
import { answerError, handleErrors } from './error-handler.ts';
import { guard } from './guard.ts';
import { pathOf, secureHeaders } from './headers.ts';
import { acceptJson, FORM_RULES } from './json-body.ts';
import { routedUrl } from './static.ts';
import { checkingSerializerCompiler, checkStatus, serializerCompiler, validatorCompiler } from './validation.ts';

/** Most bodies are forms; batches have a limit of their own. */
const MAX_BODY_BYTES = 1024 ** 2;
/** Above every name, so that a name that is too long is refused with what is wrong about it. */
const MAX_PARAM_LENGTH = 512;
const MAX_FRAME_BYTES = 256 * 1024;
const GOING_AWAY = 1001;
/** How long a page may take to say goodbye. */
const CLOSE_GRACE_MS = 1000;
/** How long a request may take to end once the server closes. */
const STALL_GRACE_MS = 3000;
/** For a whole body to arrive: an upload may be large and its line slow. */
const REQUEST_TIMEOUT_MS = 300_000;
const IDLE_TIMEOUT_MS = 60_000;
/** Answers that change with every request are not worth brotli's slow levels. */
const BROTLI_QUALITY = 4;

export interface HttpOptions {
  host: string;
  allowedHosts: string[];
  /** Origins whose pages may show a panel or a report in a frame. */
  embedders: string[];
  logLevel: 'debug' | 'info' | 'warn' | 'error' | 'silent';
  /** Refuse to send what a route does not declare. */
  checkAnswers: boolean;
}

/** The HTTP edge without a route: limits, checks, compression and the one form of errors. */
export async function createHttpServer({
  host,
  allowedHosts,
  embedders,
  logLevel,
  checkAnswers,
}: HttpOptions): Promise<FastifyInstance> {
  const app = fastify({
    logger:
      logLevel === 'silent'
        ? false
        : { level: logLevel, stream: process.stderr, serializers: { req: describeRequest } },
    logController: new LogController({ disableRequestLogging: logLevel !== 'debug' }),
    rewriteUrl: routedUrl,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    bodyLimit: MAX_BODY_BYTES,
    requestTimeout: REQUEST_TIMEOUT_MS,
    connectionTimeout: IDLE_TIMEOUT_MS,
    pluginTimeout: 0, // on a busy machine a start takes long, which is no reason to give it up
    return503OnClosing: false, // answered below, in the one form of errors
    onProtoPoisoning: 'error',
    onConstructorPoisoning: 'error',
    frameworkErrors: (error, request, reply) => void answerError(error, request, reply),
    clientErrorHandler: refuseBadHttp,
  });
  app.setValidatorCompiler(validatorCompiler);
  app.setSerializerCompiler(checkAnswers ? checkingSerializerCompiler : serializerCompiler);
  if (checkAnswers) app.addHook('onSend', checkStatus);
  handleErrors(app);
  acceptOnlyJson(app);
  await openSockets(app); // before the checks: a socket that they refuse is then closed
  secureHeaders(app, embedders); // before the checks: what they refuse has them too
  refuseWhenClosing(app);
  guard(app, { host, allowedHosts });
  await app.register(compress, {
    encodings: ['br', 'gzip'],
    requestEncodings: ['gzip'],
    brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: BROTLI_QUALITY } },
  });
  return app;
}

/** A form of another site can send text without asking first, so text is refused. */
function acceptOnlyJson(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  acceptJson(app, FORM_RULES);
}

/** Answers what is no HTTP, or too much of it, before there is a request to answer. */
function refuseBadHttp(error: NodeJS.ErrnoException, socket: Socket): void {
  if (error.code === 'ECONNRESET' || !socket.writable) return void socket.destroy();
  const isLarge = error.code === 'HPE_HEADER_OVERFLOW';
  const code: ErrorCode = isLarge ? 'too_large' : 'invalid';
  const message = isLarge ? 'The headers of the request are too large.' : 'This is no HTTP request that can be read.';
  const body = JSON.stringify({ error: { code, message } } satisfies ErrorBody);
  const head = [
    `HTTP/1.1 ${ERROR_STATUS[code]} ${STATUS_CODES[ERROR_STATUS[code]]}`,
    'content-type: application/json; charset=utf-8',
    `content-length: ${Buffer.byteLength(body)}`,
    'connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}

async function openSockets(app: FastifyInstance): Promise<void> {
  await app.register(websocket, {
    options: { maxPayload: MAX_FRAME_BYTES, perMessageDeflate: false },
    preClose: (done) => done(), // `closeSockets` says when
    errorHandler(error, socket, request) {
      request.log.debug(error);
      socket.terminate();
    },
  });
}

/** Cuts requests that are not over a while after the closing began, such as an upload that stalls: they would hold it up. */
export function cutStalled({ server }: FastifyInstance): void {
  setTimeout(() => server.closeAllConnections(), STALL_GRACE_MS).unref();
}

/** Tells every page that the server goes away; one that does not answer is cut. */
export function closeSockets({ websocketServer }: FastifyInstance): void {
  const { clients } = websocketServer;
  for (const socket of clients) socket.close(GOING_AWAY, 'the server is shutting down');
  const cut = () => {
    for (const socket of clients) socket.terminate();
  };
  setTimeout(cut, CLOSE_GRACE_MS).unref();
  websocketServer.close();
}

/** The address of the page on this machine, once it is listened on. */
export function localAddress({ server }: FastifyInstance): string {
  const listening = server.address();
  return `http://localhost${listening !== null && typeof listening === 'object' ? `:${listening.port}` : ''}`;
}

/** What the log keeps of a request: a query may hold what its user looks for, so it stays out. */
function describeRequest({ method, url, ip }: FastifyRequest) {
  return { method, path: pathOf(url), remoteAddress: ip };
}

function refuseWhenClosing(app: FastifyInstance): void {
  let closing = false;
  app.addHook('preClose', async () => {
    closing = true;
  });
  app.addHook('onRequest', async (_request, reply) => {
    if (!closing) return;
    reply.header('connection', 'close');
    throw new AppError('shutting_down', 'The server is shutting down.', { retryAfterSeconds: 5 });
  });
}

import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { hostname } from 'node:os';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { AppError } from '../errors.ts';

const SAFE_METHODS = new Set(['GET', 'HEAD', 'OPTIONS']);
const LOOPBACK = ['localhost', '127.0.0.1', '[::1]'];

export interface GuardOptions {
  /** Address listened on. */
  host: string;
  /** Further names, with or without a port. */
  allowedHosts: string[];
}

/**
 * Answers only requests that name this server, and lets only its own pages write: another site open in
 * the same browser can neither rebind a name to this address nor send it anything.
 */
export function guard(app: FastifyInstance, { host, allowedHosts }: GuardOptions): void {
  const isLoopback = [...LOOPBACK, '::1'].includes(host);

  function isAllowed(authority: string): boolean {
    return allowedHosts.includes(split(authority).name) || allowedHosts.includes(authority.toLowerCase());
  }

  // A loopback name or a number cannot be rebound, and a tunnel or a mapped port changes the port: only other names are checked.
  function isOurs(authority: string): boolean {
    const { name } = split(authority);
    if (isAllowed(authority) || LOOPBACK.includes(name)) return true;
    return !isLoopback && (isIP(name.replace(/^\[|\]$/g, '')) !== 0 || name === hostname().toLowerCase());
  }

  /** Whether a page of that origin may write: one that was read where it now asks, or at another name of this server. */
  function isOurPage(origin: string, asked: readonly string[]): boolean {
    const authority = authorityOf(origin);
    if (isAllowed(authority) || asked.some((name) => name.toLowerCase() === authority)) return true;
    // Behind another port of this machine is another program.
    const { port } = split(authority);
    return isOurs(authority) && (!isLoopback || port === listeningPort(app, port));
  }

  app.addHook('onRequest', async (request) => {
    const named = namesOf(request.raw);
    if (!named.every(isOurs))
      throw new AppError(
        'forbidden_host',
        `This server is not "${named.join(', ')}". Name it with --allowed-hosts if it should be.`,
      );
    if (mayChangeSomething(request)) checkOrigin(request, (origin) => isOurPage(origin, named));
  });
}

/** Every name by which a request calls its server: each must be right, since others may believe another of them. */
function namesOf({ rawHeaders, url = '/' }: IncomingMessage): string[] {
  const hosts = rawHeaders.filter((_, index) => index % 2 === 1 && rawHeaders[index - 1]?.toLowerCase() === 'host');
  const targets = url.startsWith('/') ? [] : [authorityOf(url)];
  return [...(hosts.length > 0 ? hosts : ['']), ...targets];
}

function checkOrigin({ headers }: FastifyRequest, isOurPage: (origin: string) => boolean): void {
  const { origin } = headers;
  const isForeign = origin === undefined ? headers['sec-fetch-site'] === 'cross-site' : !isOurPage(origin);
  if (isForeign)
    throw new AppError('forbidden_origin', `Pages of "${origin ?? 'another site'}" may not use this server.`);
}

function mayChangeSomething({ method, headers }: FastifyRequest): boolean {
  return !SAFE_METHODS.has(method) || headers.upgrade !== undefined;
}

/** The port listened on; whatever was asked for while nothing listens, as when requests are injected. */
function listeningPort(app: FastifyInstance, asked: number): number {
  const address = app.server.address();
  return address !== null && typeof address === 'object' ? address.port : asked;
}

function authorityOf(origin: string): string {
  const url = URL.parse(origin);
  return url && /^https?:$/.test(url.protocol) ? url.host : '';
}

/** `localhost:80` as name and port; a name alone means port 80. */
function split(authority: string): { name: string; port: number } {
  const [, name = '', port = '80'] = /^(\[[^\]]*\]|[^:]*)(?::(\d+))?$/.exec(authority.toLowerCase()) ?? [];
  return { name: name.replace(/\.$/, ''), port: Number(port) };
}

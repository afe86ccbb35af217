import { existsSync } from 'node:fs';
import type { IncomingMessage } from 'node:http';
import { join, sep } from 'node:path';
import fastifyStatic from '@fastify/static';
import type { FastifyInstance } from 'fastify';
import { AppError } from '../errors.ts';
import { answerError } from './error-handler.ts';

const NOT_BUILT = `<!doctype html>
<html lang="en"><meta charset="utf-8"><title>Lossboard</title>
<h1>The page is not built yet</h1>
<p>Run <code>npm run build</code> in the folder of Lossboard, then load this page again. The API under /api/v1 works without it.</p>
</html>
`;

/**
 * The path and query to route a request by: those of the page for an address of a run or a project, which may be
 * anything that a person types, and for a path that cannot be decoded. The router would refuse `/runs/%` before any handler.
 */
export function routedUrl({ method, url = '/' }: Pick<IncomingMessage, 'method' | 'url'>): string {
  const [path = ''] = url.split('?');
  if (method !== 'GET' || path.startsWith('/api/') || path.startsWith('/assets/')) return url;
  return /^\/(runs|projects)\//.test(path) || !canDecode(path) ? '/' : url;
}

function canDecode(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false; // URIError: a stray `%`, or bytes that are no UTF-8
  }
}

/**
 * Serves the built page. Files with a hash in their name are kept by browsers for ever, the rest is asked
 * for anew; an address of the page that is no file gets the page, one under /api gets an error body.
 */
export async function serveWeb(app: FastifyInstance, root: string): Promise<void> {
  await app.register(fastifyStatic, {
    root,
    index: false,
    wildcard: true,
    cacheControl: false,
    preCompressed: true,
    suppressWarning: true, // it may be built later
    setHeaders(reply, path) {
      const isHashed = path.startsWith(join(root, 'assets') + sep);
      reply.header('cache-control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });

  const sendPage = (reply: Parameters<typeof answerError>[2]) =>
    existsSync(join(root, 'index.html'))
      ? reply.sendFile('index.html')
      : reply.code(503).type('text/html; charset=utf-8').send(NOT_BUILT);

  for (const path of ['/', '/api/docs', '/api/docs/'])
    app.get(path, { schema: { hide: true } }, (_request, reply) => sendPage(reply));

  app.setNotFoundHandler((request, reply) => {
    const [path = ''] = request.url.split('?');
    const isPage = request.method === 'GET' && !path.startsWith('/api/') && !path.includes('.');
    if (isPage) return sendPage(reply);
    return answerError(new AppError('not_found', `There is no ${request.method} ${path}.`), request, reply);
  });
}

import { existsSync } from 'node:fs';
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
 * Serves the built page. Files with a hash in their name are kept by browsers for ever, the rest is asked
 * for anew; an address of the page that is no file gets the page, one under /api gets an error body.
 */
export async function serveWeb(app: FastifyInstance, root: string): Promise<void> {
  await app.register(fastifyStatic, {
    root,
    index: false,
    wildcard: true,
    cacheControl: false,
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

  app.get('/', { schema: { hide: true } }, (_request, reply) => sendPage(reply));

  app.setNotFoundHandler((request, reply) => {
    const [path = ''] = request.url.split('?');
    const isPage = request.method === 'GET' && !path.startsWith('/api/') && !path.includes('.');
    if (isPage) return sendPage(reply);
    return answerError(new AppError('not_found', `There is no ${request.method} ${path}.`), request, reply);
  });
}

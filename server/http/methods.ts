import type { FastifyInstance, HTTPMethods } from 'fastify';
import { AppError } from '../errors.ts';

const METHODS: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];

/**
 * Makes a wrong method on a known path of the API answer 405 with the methods that are allowed, where the
 * router alone would answer 404. Routes are seen from this call on; call the result when all are registered.
 */
export function refuseOtherMethods(app: FastifyInstance, prefix: string): () => void {
  const allowedAt = new Map<string, Set<string>>();
  let isCollecting = true;

  app.addHook('onRoute', ({ url, method }) => {
    if (!isCollecting || !url.startsWith(`${prefix}/`)) return;
    const allowed = allowedAt.get(url) ?? new Set();
    for (const each of [method].flat()) allowed.add(each);
    allowedAt.set(url, allowed);
  });

  return () => {
    isCollecting = false;
    for (const [url, allowed] of allowedAt) refuse(app, url, [...allowed].sort());
  };
}

function refuse(app: FastifyInstance, url: string, allowed: string[]): void {
  const methods = METHODS.filter((method) => !allowed.includes(method));
  if (methods.length === 0) return;
  app.route({
    method: methods,
    url,
    schema: { hide: true },
    // A hook, not the handler, so that no body is read first.
    onRequest: async ({ method, url: asked }, reply) => {
      reply.header('allow', allowed.join(', '));
      const [path] = asked.split('?');
      throw new AppError('method_not_allowed', `${path} takes ${allowed.join(', ')}, not ${method}.`, { allowed });
    },
    handler: async () => undefined,
  });
}

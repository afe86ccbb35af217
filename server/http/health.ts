import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { readAnswers } from './answers.ts';

const Health = Type.Object(
  { status: Type.Literal('ok'), version: Type.String(), uptimeSeconds: Type.Number() },
  { $id: 'Health', description: 'The server is there.' },
);

/** Whether the server is there, and the document of all it can do. */
export const healthRoutes: FastifyPluginAsyncTypebox<{ version: string }> = async (app, { version }) => {
  app.get(
    '/health',
    {
      schema: {
        tags: ['Server'],
        operationId: 'getHealth',
        summary: 'Is the server there?',
        response: readAnswers({ 200: Health }),
      },
    },
    async () => ({
      status: 'ok' as const,
      version,
      uptimeSeconds: Math.round(process.uptime()),
    }),
  );

  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
};

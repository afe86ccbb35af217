import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { readAnswers } from './answers.ts';

const Health = Type.Object(
  {
    status: Type.Literal('ok'),
    version: Type.String(),
    uptimeSeconds: Type.Number(),
    canEmbed: Type.Boolean({
      description: 'Whether pages of some other origin may show charts and reports in a frame.',
    }),
  },
  { $id: 'Health', description: 'The server is there.' },
);

/** Whether the server is there, and the document of all it can do. */
export const healthRoutes: FastifyPluginAsyncTypebox<{ version: string; canEmbed: boolean }> = async (
  app,
  { version, canEmbed },
) => {
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
      canEmbed,
      uptimeSeconds: Math.round(process.uptime()),
    }),
  );

  app.get('/openapi.json', { schema: { hide: true } }, async () => app.swagger());
};

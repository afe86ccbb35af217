import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { Type } from 'typebox';
import { Column } from '../../shared/column-codec.ts';
import { toJsonNumber } from '../../shared/number.ts';
import { encodePanels, PANELS_MEDIA_TYPE } from '../../shared/panel-codec.ts';
import { PanelAnswer, PanelQuery } from '../../shared/panel-query.ts';
import type { PanelService } from '../services/panel-service.ts';
import { writeAnswers } from './answers.ts';
import { whileAsked } from './while-asked.ts';

const Answer = {
  description: 'What each part asks for, in their order.',
  content: {
    'application/json': { schema: PanelAnswer },
    [PANELS_MEDIA_TYPE]: {
      schema: Type.String({ format: 'binary', description: 'The same in packed columns: docs/panels.md.' }),
    },
  },
};

/** What the panels of a page need, in one request. */
export const panelRoutes: FastifyPluginAsyncTypebox<{ panels: PanelService }> = async (app, { panels }) => {
  app.post(
    '/query/panels',
    {
      schema: {
        tags: ['Curves'],
        operationId: 'queryPanels',
        summary: 'All that the panels of a page draw',
        description: `In JSON, or in a tenth of its size when \`Accept\` names ${PANELS_MEDIA_TYPE}.`,
        body: PanelQuery,
        response: writeAnswers({ 200: Answer }),
      },
    },
    async (request, reply) => {
      const answer = await whileAsked(reply, (signal) => panels.query(request.body, signal));
      if (!answer) return reply as never;
      reply.header('vary', 'accept');
      if (!request.headers.accept?.includes(PANELS_MEDIA_TYPE)) return reply.send(inJson(answer) as never);
      return reply.type(PANELS_MEDIA_TYPE).send(Buffer.from(encodePanels(answer).buffer) as never);
    },
  );
};

/** The answer with an array of JSON numbers in place of each column. */
function inJson(answer: PanelAnswer<Column>): unknown {
  const unpack = (value: unknown): unknown => {
    if (value instanceof Column) return Array.from(value.values, toJsonNumber);
    if (Array.isArray(value)) return value.map(unpack);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, unpack(each)]));
  };
  return unpack(answer);
}

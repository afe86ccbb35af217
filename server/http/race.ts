import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { RaceAnswer, RaceQuery } from '../../shared/race/race-query.ts';
import type { RaceService } from '../services/race-service.ts';
import { writeAnswers } from './answers.ts';
import { whileAsked } from './while-asked.ts';

/** Who reaches a target first. */
export const raceRoutes: FastifyPluginAsyncTypebox<{ race: RaceService }> = async (app, { race }) => {
  app.post(
    '/query/race',
    {
      schema: {
        tags: ['Curves'],
        operationId: 'queryRace',
        summary: 'Cost of a target, speed-ups and ranks of groups of runs',
        description:
          'Read from every point. Runs that never reach the target count with all that they spent. Series that a run does not have, and runs that are missing or in the trash, are left out.',
        body: RaceQuery,
        response: writeAnswers({ 200: RaceAnswer }),
      },
    },
    async (request, reply) => {
      const answer = await whileAsked(reply, (signal) => race.query(request.body, signal));
      return answer ?? (reply as never);
    },
  );
};

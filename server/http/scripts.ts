import type { FastifyPluginAsyncTypebox } from '@fastify/type-provider-typebox';
import { ScriptList } from '../../shared/scripts/script.ts';
import type { ScriptRegistry } from '../ports/script-runner.ts';
import { readAnswers } from './answers.ts';

/** `/scripts`: what can be launched besides the engine's trainings. Scripts are registered in a file alone, never by a request. */
export const scriptRoutes: FastifyPluginAsyncTypebox<{ scripts: Pick<ScriptRegistry, 'list'> }> = async (
  app,
  { scripts },
) => {
  app.get(
    '/scripts',
    {
      schema: {
        tags: ['Training'],
        operationId: 'listScripts',
        summary: 'List the scripts that can be launched',
        description: 'The operator of the server registers them in a file; `POST /launch` with `script` runs one.',
        response: readAnswers({ 200: ScriptList }),
      },
    },
    async () => ({ scripts: scripts.list() }),
  );
};

import type { FastifyInstance } from 'fastify';
import { type JsonRules, readJsonText } from '../../shared/json-text.ts';
import { AppError } from '../errors.ts';

/** Far more than any form or config needs, far less than what keeps others waiting. */
const MOST = { depth: 100, containers: 50_000, values: 200_000 };

/** What is given back as it was sent. */
export const FORM_RULES: JsonRules = { ...MOST, numbers: 'exact' };

/** Values of metrics are float64, however many digits they are written with. */
export const LOG_RULES: JsonRules = { ...MOST, numbers: 'float64' };

/** Reads bodies of JSON in this scope; no body at all is no body. What the parser would change in silence is refused. */
export function acceptJson(app: FastifyInstance, rules: JsonRules): void {
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    if (body.length === 0) return done(null, undefined);
    let text: string;
    try {
      text = readJsonText(body as Buffer, rules);
    } catch (error) {
      return done(error as Error);
    }
    void parse(request, text, (error, value) =>
      done(error && new AppError('invalid', whyNotJson(text), { fields: [] }), value),
    );
  });
}

/** The parser of the framework does not report where or why it refuses. */
function whyNotJson(text: string): string {
  try {
    JSON.parse(text);
    return 'The body must not have a key "__proto__", nor a "prototype" within a "constructor".';
  } catch (error) {
    return `The body must be JSON: ${(error as Error).message}.`;
  }
}

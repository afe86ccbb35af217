import type { CurvesAnswer, PartQuery } from '../../../shared/panel-query.ts';
import { type Api, ApiError } from '../../api/api.ts';
import { Throttle } from '../../core/throttle.ts';
import { type AnswerTo, mergeQueries, selectAnswer } from './merge-queries.ts';

/** Least time between two requests of a page, so that a slider that is moved does not ask for each of its values. */
const EVERY_MS = 150;

interface Waiting {
  query: PartQuery;
  signal: AbortSignal;
  resolve: (answer: AnswerTo<PartQuery>) => void;
  reject: (reason: unknown) => void;
}

/** Reads what the panels of a page ask for: all that is asked for at about the same time in one request. */
export class PanelLoader {
  readonly #api: Pick<Api, 'queryPanels'>;
  readonly #throttle = new Throttle(() => void this.#send(), { everyMs: EVERY_MS });
  #waiting: Waiting[] = [];

  constructor(api: Pick<Api, 'queryPanels'>) {
    this.#api = api;
  }

  /**
   * The answer to one panel's query. The request is aborted when none of its panels want it any more.
   *
   * @throws {ApiError} when the request or this part of it fails
   * @throws the signal's reason once it is aborted
   */
  load<Query extends PartQuery>(query: Query, signal: AbortSignal): Promise<AnswerTo<Query>> {
    if (query.kind === 'curves' && query.runs.length === 0)
      return Promise.resolve<CurvesAnswer<Float64Array>>({ kind: 'curves', series: [], failed: [] }) as never;
    const { promise, resolve, reject } = Promise.withResolvers<AnswerTo<PartQuery>>();
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    this.#waiting.push({ query, signal, resolve, reject });
    this.#throttle.request();
    return promise as Promise<AnswerTo<Query>>;
  }

  async #send(): Promise<void> {
    const wanted = this.#waiting.filter(({ signal }) => !signal.aborted);
    this.#waiting = [];
    if (wanted.length === 0) return;
    const { parts, places } = mergeQueries(wanted.map(({ query }) => query));
    try {
      const answer = await this.#api.queryPanels({ parts }, abortedWithAll(wanted.map(({ signal }) => signal)));
      for (const [index, { query, resolve, reject }] of wanted.entries()) {
        const part = answer.parts[places[index] as number];
        if (!part)
          throw new ApiError('internal', `The server answered ${answer.parts.length} parts of ${parts.length}.`);
        if (part.kind === 'failed') reject(new ApiError(part.code, part.message));
        else resolve(selectAnswer(part, query));
      }
    } catch (error) {
      for (const { reject } of wanted) reject(error);
    }
  }
}

/** A signal that is aborted once each of the given ones is. */
function abortedWithAll(signals: readonly AbortSignal[]): AbortSignal {
  const all = new AbortController();
  const check = () => signals.every(({ aborted }) => aborted) && all.abort();
  for (const signal of signals) signal.addEventListener('abort', check, { once: true });
  return all.signal;
}

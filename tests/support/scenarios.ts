import { expect } from 'vitest';
import { startServer } from './start-server.ts';

type Method = 'GET' | 'POST' | 'PATCH' | 'DELETE' | 'PUT';
export type Ask = [method: Method, url: string, body?: unknown];

export interface Scenario {
  name: string;
  /** Requests that must have happened before. */
  before?: Ask[];
  ask: Ask;
  status: number;
  /** Parts of the answer's body. */
  body?: unknown;
}

/** Plays a scenario on a server of its own. */
export async function play({ before = [], ask, status, body }: Scenario): Promise<void> {
  const server = await startServer();
  for (const request of before) {
    const answer = await server.send(...request);
    if (answer.status >= 300) throw new Error(`${request.join(' ')} answered ${answer.status}`);
  }
  const answer = await server.send(...ask);
  expect(answer).toMatchObject({ status, ...(body !== undefined && { body }) });
}

/** Parts of an error's body. */
export const error = (code: string, more = {}) => ({ error: { code, ...more } });

/** An answer that names the wrong field. */
export const wrongField = (path: string) => error('invalid', { details: { fields: [{ path }] } });

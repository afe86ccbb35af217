import type { StudyWithTrials, Trial } from '../../../../shared/studies/trial.ts';
import type { Answer } from '../../../support/start-server.ts';
import { until } from '../../../support/until.ts';

/** A server of whatever kind. */
interface Server {
  send(method: 'GET' | 'POST', path: string, body?: unknown): Promise<Pick<Answer, 'status' | 'body'>>;
}

/** A run begins a second after it is launched where a machine is busy. */
const LONGEST_MS = 60_000;

/** A study that the server trains, on a surface: a run takes milliseconds. */
export const LOCAL = {
  name: 'bowl',
  project: 'p',
  base: { surface: { name: 'quadratic' }, optimizer: { name: 'gd' }, length: { count: 5 } },
  objective: { metric: 'train/loss' },
  parameters: [{ kind: 'range', at: '/optimizer/learningRate', low: 0.01, high: 1, log: true }],
  method: { name: 'halton' },
  budget: { runs: 4 },
};

/** A study whose trials scripts ask for. */
export const REMOTE = {
  name: 'scripts',
  project: 'p',
  remote: true,
  objective: { metric: 'loss' },
  parameters: [{ kind: 'range', at: 'lr', low: 0.01, high: 1, log: true }],
  method: { name: 'random' },
  budget: { runs: 4 },
  parallel: 8,
};

export async function begin({ send }: Server, spec: object): Promise<StudyWithTrials> {
  const { status, body } = await send('POST', '/studies', spec);
  if (status !== 201) throw new Error(JSON.stringify(body));
  return body;
}

export const read = async ({ send }: Server, id: string): Promise<StudyWithTrials> =>
  (await send('GET', `/studies/${id}`)).body;

/** Resolves with the study once it is as wanted. */
export const untilStudy = (
  server: Server,
  id: string,
  is: (study: StudyWithTrials) => boolean,
  what: string,
): Promise<StudyWithTrials> =>
  until(
    async () => {
      const study = await read(server, id);
      return is(study) ? study : undefined;
    },
    `study ${id} ${what}`,
    LONGEST_MS,
  );

export const ask = async ({ send }: Server, id: string): Promise<Trial> =>
  (await send('POST', `/studies/${id}/trials`)).body;

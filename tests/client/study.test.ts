import { expect, test } from 'vitest';
import { joinStudy, type StudyOptions, type Trial } from '../../client/study.ts';
import { begin, REMOTE, read, untilStudy } from '../server/studies/support/studies.ts';
import { startServer } from '../support/start-server.ts';

/** A real server that listens, with a remote study, and a script that takes part in it. */
async function joined(spec: object = {}, options: StudyOptions = {}) {
  const server = await startServer();
  const url = await server.listen();
  const { id } = await begin(server, { ...REMOTE, ...spec });
  const warnings: string[] = [];
  const onWarning = (message: string) => void warnings.push(message);
  const study = await joinStudy(id, { url, retry: { minMs: 5, maxMs: 20 }, onWarning, ...options });
  return { server, url, id, study, warnings };
}

const taken = async (next: Promise<Trial | null>): Promise<Trial> => {
  const trial = await next;
  if (!trial) throw new Error('the study has a trial');
  return trial;
};
const IN_MEMORY = { spool: false, batchMs: 20 } as const;

test('a script is given trials one after the other until there are no more, and says how each ended', async () => {
  const { server, id, study, warnings } = await joined({ budget: { runs: 4 } });
  const numbers: number[] = [];
  for await (const trial of study) {
    numbers.push(trial.number);
    expect(trial).toMatchObject({ run: `${id}-${trial.number}`, values: { lr: expect.any(Number) } });
    if (trial.number === 1) await trial.report(0.25);
    if (trial.number === 2) await trial.fail(new Error('no memory'));
    if (trial.number === 3) await trial.report(Number.NaN);
    if (trial.number < 4) continue;
    const run = await trial.init(IN_MEMORY);
    for (const loss of [3, 1, 2]) run.log({ loss });
    await trial.finish();
    await trial.report(9); // it has ended
  }
  expect(numbers).toEqual([1, 2, 3, 4]);
  const { trials, best } = await untilStudy(server, id, ({ state }) => state === 'finished', 'finishes');
  expect(trials).toMatchObject([
    { state: 'finished', value: 0.25 },
    { state: 'failed', reason: 'Error: no memory' },
    { state: 'failed', reason: 'its value is NaN' },
    { state: 'finished', value: 1, steps: 3 },
  ]);
  expect(best?.number).toBe(1);
  expect(warnings).toEqual([]);
});

test('a value that is reported counts, and comes after all that the run logged', async () => {
  const { server, id, study } = await joined();
  const trial = await taken(study.next());
  const run = await trial.init(IN_MEMORY);
  for (const loss of [3, 2]) run.log({ loss });
  await trial.report(2.5);
  expect((await read(server, id)).trials).toMatchObject([{ state: 'finished', value: 2.5 }]);
  expect(await server.run(trial.run)).toMatchObject({
    state: 'finished',
    summary: { loss: { count: 3, last: 2.5 } },
  });
});

test('a trial that the study has seen enough of is asked to stop, and is pruned then', async () => {
  const { server, id, study } = await joined({ pruner: { name: 'median', peers: 1, warmup: 0 } });
  const good = await taken(study.next());
  (await good.init(IN_MEMORY)).log({ loss: 1 });
  await good.finish();
  const bad = await taken(study.next());
  const run = await bad.init({ ...IN_MEMORY, heartbeatSeconds: 5 });
  for (let step = 1; !run.stopRequested; step++) {
    run.log({ loss: 9 }, { step });
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await bad.finish();
  const { trials } = await untilStudy(server, id, ({ counts }) => counts.pruned === 1, 'pruned it');
  expect(trials[1]).toMatchObject({ state: 'pruned', value: 9 });
}, 60_000);

test('while there is no trial it asks again, in its own time and without a word', async () => {
  let asked = 0;
  const { id, study, server, warnings } = await joined(
    { parallel: 1 },
    {
      fetch: async (input, init) => {
        const answer = await fetch(input, init);
        if (answer.status !== 429) return answer;
        asked += 1;
        if (asked === 2) await server.send('POST', `/studies/${id}/trials/1`, { value: 1 });
        return new Response(await answer.text(), { status: 429 }); // without the seconds that it asks for
      },
    },
  );
  const first = await taken(study.next());
  const second = await taken(study.next());
  expect([first.number, second.number, asked, warnings]).toEqual([1, 2, 2, []]);
});

test('a server that is away is asked again, and a study that is not there has no trials, which is said once', async () => {
  let isAway = true;
  const { study, url, warnings } = await joined(
    {},
    {
      fetch: async (input, init) => {
        if (!isAway) return fetch(input, init);
        isAway = warnings.length === 0;
        throw new TypeError('fetch failed');
      },
    },
  );
  expect((await study.next())?.number).toBe(1);
  expect(warnings).toEqual([
    expect.stringMatching(/did not take the question for a trial .*fetch failed.*tried again/),
  ]);

  const said: string[] = [];
  const none = await joinStudy('none', { url, onWarning: (message) => void said.push(message) });
  expect([await none.next(), await none.next()]).toEqual([null, null]);
  expect(said).toEqual([expect.stringMatching(/study none was refused: There is no study "none"/)]);
});

import { init } from '../client/client.ts';

/** Takes part in a remote study. Usage: node examples/study.ts STUDY_ID [http://127.0.0.1:4680] */
const [study = '', url = 'http://127.0.0.1:4680'] = process.argv.slice(2);

/** A stand-in for a training: its loss is lowest at a learning rate of 0.01. */
function* losses(rate: number): Generator<number> {
  for (let step = 1; step <= 20; step++) yield (Math.log10(rate) + 2) ** 2 + 1 / step;
}

for (;;) {
  const answer = await fetch(`${url}/api/v1/studies/${study}/trials`, { method: 'POST' });
  if (answer.status === 204) break; // no more trials
  if (answer.status === 429) {
    await new Promise((resolve) => setTimeout(resolve, 1000 * Number(answer.headers.get('retry-after')))); // others have to end first
    continue;
  }
  if (!answer.ok) throw new Error(await answer.text());
  const trial = (await answer.json()) as { run: string; values: { lr: number } };
  const run = await init({ url, id: trial.run });
  for (const loss of losses(trial.values.lr)) run.log({ loss });
  await run.finish(); // the best loss that it logged is the value of the trial
}

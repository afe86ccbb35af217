import { joinStudy } from '../client/study.ts';

/** Takes part in a remote study. Usage: node examples/study.ts STUDY_ID [http://127.0.0.1:4680] */
const [id = '', url = 'http://127.0.0.1:4680'] = process.argv.slice(2);

/** A stand-in for a training: its loss is lowest at a learning rate of 0.01. */
function* losses(rate: number): Generator<number> {
  for (let step = 1; step <= 20; step++) yield (Math.log10(rate) + 2) ** 2 + 1 / step;
}

for await (const trial of await joinStudy(id, { url })) {
  const run = await trial.init();
  for (const loss of losses(Number(trial.values.lr))) {
    run.log({ loss });
    if (run.stopRequested) break; // the study has seen enough
  }
  await trial.finish(); // the best loss that it logged is its value
}

/** How a script of another language logs a run, with the address of this server filled in. Each works as it stands. */
export function snippets(origin: string): Record<string, string> {
  return {
    Python: `# pip install ./clients/python, from the folder of Lossboard. It batches, retries, and never stops your training.
import lossboard

with lossboard.init(url="${origin}", project="my-project", name="first-try", config={"learning_rate": 0.1}) as run:
    for step in range(1, 101):
        run.log({"train/loss": 1 / step}, step=step)  # your training goes here`,
    TypeScript: `// The client of this project: batches, retries, and never stops your training.
import { init } from 'lossboard-client';

const run = await init({ url: '${origin}', project: 'my-project', name: 'first-try', config: { learningRate: 0.1 } });
for (let step = 1; step <= 100; step++) {
  run.log({ 'train/loss': 1 / step }, { step }); // your training goes here
}
await run.finish();`,
    curl: `# Any language with HTTP can do this.
RUN=$(curl -s -X POST ${origin}/api/v1/runs \\
  -H 'content-type: application/json' \\
  -d '{"project": "my-project", "name": "from-a-shell"}' | sed 's/.*"id":"\\([^"]*\\)".*/\\1/')

for STEP in 1 2 3 4 5; do
  curl -s -X POST ${origin}/api/v1/runs/$RUN/log \\
    -H 'content-type: application/json' \\
    -d "{\\"step\\": $STEP, \\"metrics\\": {\\"train/loss\\": 0.$((10 - STEP))}}"
done

curl -s -X PATCH ${origin}/api/v1/runs/$RUN \\
  -H 'content-type: application/json' -d '{"state": "finished"}'`,
  };
}

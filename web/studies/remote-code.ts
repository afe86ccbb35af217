/** How scripts take part in a remote study: what to paste, by language. */
export function remoteCode(origin: string, id: string, metric: string): Record<string, string> {
  const trials = `${origin}/api/v1/studies/${id}/trials`;
  return {
    Python: `import json, time, urllib.error, urllib.request

def post(url, body=None):
    data = json.dumps(body or {}).encode()
    return urllib.request.urlopen(urllib.request.Request(url, data, {"content-type": "application/json"}))

while True:
    try:
        answer = post("${trials}")
    except urllib.error.HTTPError as error:
        if error.code != 429: raise
        time.sleep(5)  # others have to end first
        continue
    if answer.status == 204: break  # no more trials
    trial = json.load(answer)
    value = train(**trial["values"])  # yours; log to run trial["run"] to be stopped early
    post(f"${trials}/{trial['number']}", {"value": value})`,
    TypeScript: `import { joinStudy } from 'lossboard-client/study';

for await (const trial of await joinStudy('${id}', { url: '${origin}' })) {
  const run = await trial.init();
  await train(trial.values, (loss) => run.log({ '${metric}': loss })); // yours; run.stopRequested: it has seen enough
  await trial.finish(); // its best ${metric} is the value of the trial; or trial.report(value), trial.fail(reason)
}`,
    curl: `curl -X POST ${trials}
# {"number": 1, "run": "${id}-1", "values": {…}, …}
curl -X POST ${origin}/api/v1/runs/${id}-1/log -H 'content-type: application/json' -d '{"step": 1, "metrics": {"${metric}": 0.5}}'
curl -X POST ${trials}/1 -H 'content-type: application/json' -d '{"state": "finished"}'`,
  };
}

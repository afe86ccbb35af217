// Draws the pictures of the gallery from launches on a running server: node bench/recipe-pictures/main.ts http://127.0.0.1:4680
import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { plan } from '../../shared/recipes/plan.ts';
import { createApi } from '../../web/api/api.ts';
import { variantsOf } from '../../web/recipes/variants.ts';
import { PICTURES } from './kinds.ts';

const [address = 'http://127.0.0.1:4680', ...only] = process.argv.slice(2);
const folder = fileURLToPath(new URL('../../web/recipes/pictures', import.meta.url));
const api = createApi((input, init) => fetch(new URL(String(input), address), init));

mkdirSync(folder, { recursive: true });
const { recipes } = await api.recipes();
for (const { id, origin } of recipes) {
  if (origin !== 'shipped' || (only.length > 0 && !only.includes(id))) continue;
  const { launches } = await api.recipeLaunches(id);
  const launched = launches.find(({ overrides }) => !overrides.fallback);
  if (!launched) {
    console.log(`${id}: not launched, left as it is`);
    continue;
  }
  const launch = await api.recipeLaunch(id, launched.group);
  const { runs } = await api.readRuns(launch.runs);
  const planned = plan(launch.content, id, { ...launch.overrides, group: launch.group });
  const variants = variantsOf(planned, new Map(runs.map((run) => [run.id, run])));
  const drawn = await PICTURES[launch.content.view.kind]({ api, recipe: launch.content, variants });
  writeFileSync(`${folder}/${id}.svg`, drawn);
  console.log(`${id}: ${drawn.length} bytes`);
}

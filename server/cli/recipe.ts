import { parseArgs } from 'node:util';
import type { ErrorBody } from '../../shared/errors.ts';
import type { RecipeLaunch, RecipeList, RecipeOverrides, RecipePlan } from '../../shared/recipes/launch-recipe.ts';

const USAGE = `Usage:
  lossboard recipe                         list the recipes of a running server
  lossboard recipe ID [options]            launch one
Options:
  --server URL      the server; http://127.0.0.1:4680 unless given
  --project NAME    the project of the runs; recipes unless given
  --group NAME      the group of the runs; the id of the recipe unless given
  --seeds 1,2,3     other seeds
  --set /PLACE=JSON a setting of all runs, as in --set /length/count=50; may be repeated
  --fallback        the data that the recipe names for want of its own
  --plan            say what would run, and launch nothing`;

try {
  await run();
} catch (error) {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}

async function run(): Promise<void> {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      server: { type: 'string', default: 'http://127.0.0.1:4680' },
      project: { type: 'string' },
      group: { type: 'string' },
      seeds: { type: 'string' },
      set: { type: 'string', multiple: true },
      fallback: { type: 'boolean', default: false },
      plan: { type: 'boolean', default: false },
      help: { type: 'boolean', default: false },
    },
  });
  const [, id, ...more] = positionals;
  if (values.help || more.length > 0) return say(USAGE);
  const ask = askOf(values.server);
  if (id === undefined) return list(await ask<RecipeList>('/recipes'));

  const { group, seeds, set } = values;
  const overrides: RecipeOverrides = {
    ...(group !== undefined && { group }),
    ...(seeds !== undefined && { seeds: seeds.split(',').map(Number) }),
    ...(set !== undefined && { set: Object.fromEntries(set.map(settingOf)) }),
    ...(values.fallback && { fallback: true }),
  };
  const path = `/recipes/${encodeURIComponent(id)}`;
  if (values.plan) return show(await ask<RecipePlan>(`${path}/plan`, { overrides }));
  const project = values.project === undefined ? {} : { project: values.project };
  const launched = await ask<RecipeLaunch>(`${path}/launch`, { ...project, overrides });
  say(
    `${launched.runs.length} ${launched.runs.length === 1 ? 'run' : 'runs'} queued: ${values.server}${path}/${encodeURIComponent(launched.group)}`,
  );
}

function say(line: string): void {
  process.stdout.write(`${line}\n`);
}

/** @throws {Error} with what the server said, when it refuses or does not answer */
function askOf(server: string) {
  return async <T>(path: string, body?: object): Promise<T> => {
    const headers = { 'content-type': 'application/json' };
    const sent = body ? { method: 'POST', headers, body: JSON.stringify(body) } : {};
    const answer = await fetch(`${server.replace(/\/$/, '')}/api/v1${path}`, sent).catch(() => {
      throw new Error(`No server answers at ${server}: start it with npm start, or name another with --server`);
    });
    const found = (await answer.json()) as T | ErrorBody;
    if (!answer.ok) throw new Error((found as ErrorBody).error.message);
    return found as T;
  };
}

/** `/length/count=50` as a pointer and its value; what is no JSON is a text. */
function settingOf(text: string): [pointer: string, value: unknown] {
  const at = text.indexOf('=');
  if (at < 1) throw new Error(`--set takes a place and a value, such as /length/count=50, not "${text}"`);
  const value = text.slice(at + 1);
  try {
    return [text.slice(0, at), JSON.parse(value)];
  } catch {
    return [text.slice(0, at), value]; // a text without quotes
  }
}

function list({ recipes }: RecipeList): void {
  for (const { id, recipe } of recipes) say(`${id.padEnd(30)} ${recipe.title}`);
}

function show({ runs, missing, fallback }: RecipePlan): void {
  for (const { name } of runs) say(name);
  for (const { message } of missing) say(`Missing: ${message}`);
  if (missing.length > 0 && fallback !== null) say(`With --fallback: ${fallback}`);
}

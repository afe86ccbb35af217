/** Runs a benchmark by name: `npm run bench -- NAME [--json]`; without a name, lists them. Some benchmarks have a flag of their own. */
import { globSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { asJsonLines, type Benchmark, machineLine, printed } from './table.ts';

const here = dirname(fileURLToPath(import.meta.url));
const files = new Map(
  globSync('*/*.bench.ts', { cwd: here }).map((path) => [basename(path, '.bench.ts'), join(here, path)]),
);
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));
const json = process.argv.includes('--json');

if (names.length === 0) {
  console.log(`npm run bench -- NAME [--json], where NAME is one of ${[...files.keys()].sort().join(', ')}`);
}
for (const name of names) {
  const path = files.get(name);
  if (!path) throw new Error(`no benchmark "${name}"; there are ${[...files.keys()].sort().join(', ')}`);
  const { default: benchmark } = (await import(pathToFileURL(path).href)) as { default: Benchmark };
  if (!json) console.log(`${name}: ${benchmark.what}\n${machineLine()}\n`);
  const tables = await benchmark.run();
  const lines = json ? tables.map((table) => asJsonLines(name, table)) : tables.map(printed);
  console.log(lines.join(json ? '\n' : '\n\n'));
}
process.exit(0); // some of the other sides leave handles open

import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'vite';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SOURCES = ['web', 'shared'];

/** Builds the page before the tests when its sources are newer than what was built. */
export default async function buildPage(): Promise<void> {
  const built = join(ROOT, 'web/dist/index.html');
  const newest = Math.max(...SOURCES.flatMap((folder) => changeTimes(join(ROOT, folder))));
  if (existsSync(built) && statSync(built).mtimeMs >= newest) return;
  await build({ configFile: join(ROOT, 'web/vite.config.ts'), logLevel: 'error' });
}

function changeTimes(folder: string): number[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('/dist/'))
    .map((path) => statSync(path).mtimeMs);
}

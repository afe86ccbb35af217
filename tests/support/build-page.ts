import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const SOURCES = ['web', 'shared'];

/**
 * Builds the page before the tests when its sources are newer than what was built: in a process of its own, since
 * in that of the tests it would be the page for development, which is larger and slower.
 */
export default function buildPage(): void {
  const built = join(ROOT, 'web/dist/index.html');
  const newest = Math.max(...SOURCES.flatMap((folder) => changeTimes(join(ROOT, folder))));
  if (existsSync(built) && statSync(built).mtimeMs >= newest) return;
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const options = ['build', '--config', join(ROOT, 'web/vite.config.ts'), '--logLevel', 'error'];
  execFileSync(process.execPath, [vite, ...options], {
    env: { ...process.env, NODE_ENV: 'production' },
    stdio: 'inherit',
  });
}

function changeTimes(folder: string): number[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => !path.includes('/dist/'))
    .map((path) => statSync(path).mtimeMs);
}

import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig } from 'vitest/config';

/** Builds the page when its sources are newer than what was built. */
const built = { globalSetup: 'tests/support/build-page.ts' };

/** A project with settings of its own beside those of all; a test that no project includes would not run. */
const project = (name: string, include: string[], own: { isolate?: boolean; globalSetup?: string } = {}) => ({
  extends: true as const,
  test: { name, include, ...own },
});

export default defineConfig({
  plugins: [svelte({ configFile: false })],
  test: {
    pool: 'forks',
    maxWorkers: 2,
    testTimeout: 20_000,
    hookTimeout: 30_000,
    projects: [
      // Nothing here starts a thread or keeps a file, so its files share a process and what they have loaded.
      project('unit', ['tests/*.test.ts', 'tests/{shared,web}/**/*.test.ts'], { isolate: false }),
      // Projects run in the order of their names: the longest file of all must not be the last, with one worker idle beside it.
      project('lecture', ['tests/worker/{reproduce,lecture/*}.test.ts']),
      project('worker', ['tests/worker/!(lecture)/**/*.test.ts', 'tests/worker/!(reproduce).test.ts']),
      project('server', ['tests/{server,client,contracts}/**/*.test.ts', 'tests/flows/*.test.ts']),
      project('packaging', ['tests/packaging/*.test.ts'], built),
      project('page', ['tests/flows/browser/*.test.ts'], built),
      project('faults', ['tests/faults/*.test.ts']),
    ],
  },
});

import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import config from '../../vitest.config.ts';
import { ROOT } from '../support/imports.ts';

/** Files of each project, by name. */
const projects = (config.test?.projects ?? []).map((project) => {
  const { name, include } = (project as { test: { name: string; include: string[] } }).test;
  return { name, files: globSync(include, { cwd: ROOT }) };
});

test('every test file is in exactly one project', () => {
  const files = globSync('tests/**/*.test.ts', { cwd: ROOT });
  const homes = files.map((file) => ({ file, in: projects.filter((each) => each.files.includes(file)) }));
  expect(files.length).toBeGreaterThan(100);
  expect(homes.filter((each) => each.in.length !== 1).map(({ file }) => file)).toEqual([]);
});

test.each(projects)('the project $name has files', ({ files }) => {
  expect(files).not.toEqual([]);
});

import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { commitOf } from '../../../worker/thread/origin.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const COMMIT = '0123456789abcdef0123456789abcdef01234567';

function repositoryWith(files: Record<string, string>): string {
  const root = temporaryFolder();
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(root, path, '..'), { recursive: true });
    writeFileSync(join(root, path), text);
  }
  return root;
}

test.each<[string, Record<string, string>, string | null]>([
  ['a branch', { '.git/HEAD': 'ref: refs/heads/a/b\n', '.git/refs/heads/a/b': `${COMMIT}\n` }, COMMIT],
  ['a commit of no branch', { '.git/HEAD': `${COMMIT}\n` }, COMMIT],
  [
    'a packed branch',
    { '.git/HEAD': 'ref: refs/heads/m\n', '.git/packed-refs': `# pack\n${COMMIT} refs/heads/m\n` },
    COMMIT,
  ],
  [
    'a worktree',
    {
      '.git': 'gitdir: main.git/worktrees/w\n',
      'main.git/worktrees/w/HEAD': 'ref: refs/heads/m\n',
      'main.git/worktrees/w/commondir': '../..\n',
      'main.git/refs/heads/m': COMMIT,
    },
    COMMIT,
  ],
  ['no repository', {}, null],
  ['a branch without commits', { '.git/HEAD': 'ref: refs/heads/m\n' }, null],
  ['something that is no commit', { '.git/HEAD': 'ref: refs/heads/m\n', '.git/refs/heads/m': 'oops' }, null],
])('the commit of %s', (_, files, commit) => {
  expect(commitOf(repositoryWith(files))).toBe(commit);
});

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** An empty folder that goes when the test ends, or when `whenDone` calls what it is given. */
export function temporaryFolder(whenDone: (task: () => void) => void = onTestFinished): string {
  const folder = mkdtempSync(join(tmpdir(), 'lossboard-'));
  whenDone(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}

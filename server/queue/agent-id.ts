import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/**
 * The name under which a server trains runs: made at the first start on a data folder and kept in it.
 *
 * One process at a time uses the folder, so whatever this agent held before its start, it holds no more.
 */
export function readAgentId(folder: string): string {
  const file = join(folder, 'agent-id');
  const kept = readIfThere(file).trim();
  if (/^agent-[0-9a-f-]{36}$/.test(kept)) return kept;
  const made = `agent-${randomUUID()}`;
  writeFileSync(file, `${made}\n`, { flush: true });
  return made;
}

function readIfThere(file: string): string {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return '';
    throw error;
  }
}

import { readFileSync, statSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { type Script, ScriptsFile } from '../../shared/scripts/script.ts';
import { scriptsFaults } from '../../shared/scripts/script-faults.ts';
import { fieldErrors, withDefaults } from '../../shared/validate.ts';

/** Whoever may write the file may have anything run. */
const WRITABLE_BY_ALL = 0o002;

/** Why a file of scripts is refused; the message names the file, the field and what was expected there. */
export class ScriptsFileError extends Error {
  override name = 'ScriptsFileError';
}

/**
 * The scripts that a file registers, with defaults and absolute folders; none where an optional file is not there.
 *
 * @throws {ScriptsFileError} for a file that cannot be read, that everybody may write, or that is wrong
 */
export function readScripts(file: string, { optional = false } = {}): Required<Pick<Script, 'cwd'>>[] & Script[] {
  const text = read(file, optional);
  if (text === undefined) return [];
  const fail = (message: string) => new ScriptsFileError(`${file}: ${message}`);
  if (process.platform === 'win32') throw fail('scripts need process groups, which Windows does not have');
  if (statSync(file).mode & WRITABLE_BY_ALL)
    throw fail('everybody may write it, and so run anything: take that away with chmod o-w');
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (error) {
    throw fail(`is not JSON: ${(error as Error).message}`);
  }
  const content = withDefaultsOf(json);
  const [wrong] = [...fieldErrors(ScriptsFile, content), ...faultsOf(content)];
  if (wrong)
    throw fail(
      `${wrong.path || 'it'} ${wrong.message}${'value' in wrong ? `, not ${JSON.stringify(wrong.value)}` : ''}`,
    );
  const folder = dirname(resolve(file));
  return (content as ScriptsFile).scripts.map((script) => ({ ...script, cwd: resolve(folder, script.cwd ?? '.') }));
}

/** Lists are filled item by item, each with the defaults of its schema. */
function withDefaultsOf(json: unknown): unknown {
  const { scripts } = (json ?? {}) as { scripts?: unknown };
  if (!Array.isArray(scripts)) return json;
  return {
    ...(json as object),
    scripts: scripts.map((each) => withDefaults(ScriptsFile.properties.scripts.items, each)),
  };
}

function faultsOf(content: unknown) {
  return fieldErrors(ScriptsFile, content).length > 0 ? [] : scriptsFaults(content as ScriptsFile);
}

function read(file: string, optional: boolean): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch (error) {
    if (optional && (error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw new ScriptsFileError(`${file}: cannot be read: ${(error as Error).message}`);
  }
}

import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { readFileSync, renameSync, writeFileSync } from 'node:fs';
import { cpus, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';

/**
 * V8 can fuse pairs of 128-bit operations into 256-bit ones while it compiles a module, which nearly doubles
 * the speed. The pass is experimental and may abort the process, so a child process tries it first, and the
 * flags are on only while that one module compiles.
 *
 * Flags apply to the whole process. `wasm-inlining` is not among them, because code that another thread runs depends
 * on its value and would write outside its memory if it changed.
 */
const FLAGS = ['experimental-wasm-revectorize', 'no-liftoff', 'no-wasm-lazy-compilation'];
const PROBE_MS = 20_000;
const VERDICTS = 'wide-verdicts.json';

/** Compiles the module with the 256-bit pass on. Only after its probe has passed. */
export function compileWide(bytes: Uint8Array): WebAssembly.Module {
  for (const flag of FLAGS) setFlagsFromString(`--${flag}`);
  try {
    return new WebAssembly.Module(bytes);
  } finally {
    for (const flag of FLAGS) setFlagsFromString(flag.startsWith('no-') ? `--${flag.slice(3)}` : `--no-${flag}`);
  }
}

/** Whether the wide kernels are right and faster here, tried in a child process once for each V8, processor and module. */
export function wideKernelsPass(bytes: Uint8Array, directory: string): boolean {
  const key = [process.versions.v8, process.arch, cpus()[0]?.model ?? 'unknown', digest(bytes)].join(' | ');
  for (const place of [directory, tmpdir()]) {
    const known = readVerdicts(place)[key];
    if (known !== undefined) return known;
  }
  const passed = runProbe();
  if (passed === null) return false;
  // the folder of an installed package may be read-only
  if (!remember(directory, key, passed)) remember(tmpdir(), key, passed);
  return passed;
}

/** True when the probe's last output is `passed`, false when it fails or crashes, null (no verdict) when it times out. */
function runProbe(): boolean | null {
  const script = fileURLToPath(new URL('./probe-wide.ts', import.meta.url));
  const { status, stdout, error } = spawnSync(process.execPath, [script], {
    timeout: PROBE_MS,
    encoding: 'utf8',
    stdio: ['ignore', 'pipe', 'ignore'],
  });
  if (error) return null;
  return status === 0 && stdout.trim().endsWith('passed');
}

function readVerdicts(directory: string): Record<string, boolean> {
  try {
    return JSON.parse(readFileSync(join(directory, VERDICTS), 'utf8')) as Record<string, boolean>;
  } catch {
    return {}; // none yet, or not readable: the probe decides again
  }
}

function remember(directory: string, key: string, passed: boolean): boolean {
  const path = join(directory, VERDICTS);
  const unfinished = `${path}.${process.pid}.${Math.trunc(performance.now() * 1000)}`;
  try {
    writeFileSync(unfinished, JSON.stringify({ ...readVerdicts(directory), [key]: passed }, null, 2));
    renameSync(unfinished, path);
    return true;
  } catch {
    return false; // a folder that cannot be written to
  }
}

function digest(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex').slice(0, 16);
}

import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { COMPILED } from '../../../worker/kernel-loading/load-kernels.ts';
import { USABLE_TIERS } from '../engine/support.ts';

/** Compiles a module as `wide` is compiled, and has V8 print what it made of it. */
const PRINT = `
  import { readFileSync } from 'node:fs';
  import { setFlagsFromString } from 'node:v8';
  import { compileWide } from './worker/kernel-loading/wide-kernels.ts';
  const bytes = readFileSync(process.argv[1]);
  setFlagsFromString('--print-wasm-code');
  compileWide(bytes);
`;

function machineCode(): string {
  const flags = ['--input-type=module', '--eval', PRINT, join(COMPILED, 'wide.wasm')];
  return spawnSync(process.execPath, flags, { encoding: 'utf8', maxBuffer: 2 ** 28 }).stdout;
}

// One pair that V8 cannot join spills its neighbours to the stack and takes a third of the speed, with no wrong number to show for it.
test.skipIf(!USABLE_TIERS.includes('wide'))('every multiply-add of the wide kernels takes 256 bits', () => {
  const fused = machineCode().match(/vfmadd\w+ [xy]mm\d+/g) ?? [];
  expect(fused.length).toBeGreaterThan(100);
  expect(fused.filter((instruction) => instruction.includes('xmm'))).toEqual([]);
});

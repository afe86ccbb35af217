/** Runs the cases of a reference file through the engine in float64: `npm run check:reference -- FILE.json`. */
import { readFileSync } from 'node:fs';
import { ReferenceKernels } from '../../../worker/engine/reference-kernels.ts';
import type { ReferenceCase } from './case.ts';
import { readCases } from './read.ts';
import { errorOf } from './run.ts';

const BOUND = 1e-9;
/** Untouched pages cost nothing. */
const MEMORY_BYTES = 2 ** 28;

const path = process.argv[2];
if (path === undefined) {
  console.error('which file? npm run check:reference -- FILE.json');
  process.exit(2);
}

const cases = casesIn(path);
let failed = 0;
let worst = { name: 'none', error: 0 };
for (const [index, reference] of cases.entries()) {
  const name = reference?.name ?? `case ${index + 1}`;
  const outcome = attempt(reference);
  if (typeof outcome === 'number' && outcome <= BOUND) {
    if (outcome > worst.error) worst = { name, error: outcome };
    continue;
  }
  failed += 1;
  const reason = typeof outcome === 'string' ? outcome : `relative error ${outcome.toExponential(2)} above ${BOUND}`;
  console.log(`FAILED ${name}: ${reason}`);
}
console.log(`largest relative error of those that passed: ${worst.error.toExponential(2)} (${worst.name})`);
console.log(`${cases.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

function casesIn(file: string): ReferenceCase[] {
  try {
    return readCases(readFileSync(file, 'utf8'));
  } catch (error) {
    console.error(`${file} cannot be read: ${error instanceof Error ? error.message : error}`);
    console.log('0 passed, 1 failed');
    process.exit(2);
  }
}

/** The error of a case, or why it could not be computed. */
function attempt(reference: ReferenceCase): number | string {
  try {
    if (typeof reference !== 'object' || reference === null) throw new Error('it is not an object');
    const memory = new ArrayBuffer(MEMORY_BYTES);
    return errorOf(reference, { kernels: new ReferenceKernels('float64'), memory, start: 0 });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

/** Runs the cases of a reference file through the engine in float64: `npm run check:reference -- FILE.json`. */
import { readFileSync } from 'node:fs';
import { ReferenceKernels } from '../../../worker/engine/reference-kernels.ts';
import type { ReferenceCase } from './case.ts';
import { errorOf } from './run.ts';

const BOUND = 1e-9;

const path = process.argv[2];
if (path === undefined) {
  console.error('which file? npm run check:reference -- FILE.json');
  process.exit(2);
}

const { cases } = JSON.parse(readFileSync(path, 'utf8')) as { cases: ReferenceCase[] };
let failed = 0;
let worst = { name: 'none', error: 0 };
for (const reference of cases) {
  const outcome = attempt(reference);
  if (typeof outcome === 'number' && outcome <= BOUND) {
    if (outcome > worst.error) worst = { name: reference.name, error: outcome };
    continue;
  }
  failed += 1;
  const reason = typeof outcome === 'string' ? outcome : `relative error ${outcome.toExponential(2)} above ${BOUND}`;
  console.log(`FAILED ${reference.name}: ${reason}`);
}
console.log(`largest relative error of those that passed: ${worst.error.toExponential(2)} (${worst.name})`);
console.log(`${cases.length - failed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

/** The error of a case, or why it could not be computed. */
function attempt(reference: ReferenceCase): number | string {
  try {
    const memory = new ArrayBuffer(2 ** 24);
    return errorOf(reference, { kernels: new ReferenceKernels('float64'), memory, start: 0 });
  } catch (error) {
    return error instanceof Error ? error.message : String(error);
  }
}

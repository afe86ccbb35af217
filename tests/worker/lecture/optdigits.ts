import { fileURLToPath } from 'node:url';
import type { Splits } from '../../../worker/data/examples.ts';
import { loadSplits } from '../../../worker/data/load.ts';

const file = (name: string) => fileURLToPath(new URL(`../../fixtures/optdigits/${name}`, import.meta.url));

/** UCI's optdigits, 3,823 to train on and 1,797 for the test, pixels from 0 to 1. */
export function readOptdigits(): Splits {
  const files = { train: file('optdigits.tra.gz'), test: file('optdigits.tes.gz') };
  const choice = { name: 'optdigits', validation: 0, test: 0, scaling: 'none' as const };
  return loadSplits({ name: 'optdigits', kind: 'file', files }, choice, 1);
}

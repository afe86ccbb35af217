import { fileURLToPath } from 'node:url';
import type { Splits } from '../../../worker/data/examples.ts';
import { KNOWN_TABLES } from '../../../worker/data/known-tables.ts';
import { prepareSplits } from '../../../worker/data/prepare.ts';

const file = (name: string) => fileURLToPath(new URL(`../../fixtures/optdigits/${name}`, import.meta.url));

/** UCI's optdigits, 3,823 to train on and 1,797 for the test, pixels from 0 to 1. */
export function readOptdigits(): Splits {
  const files = { train: file('optdigits.tra.gz'), test: file('optdigits.tes.gz') };
  const choice = { name: 'optdigits', validation: 0, test: 0, scaling: 'none' as const };
  return prepareSplits(KNOWN_TABLES.optdigits(files), choice, 1);
}

import type { Splits } from '../../../worker/data/examples.ts';
import { readOptdigits as readRows } from '../../../worker/data/optdigits.ts';
import { prepareSplits } from '../../../worker/data/prepare.ts';

/** UCI's optdigits, 3,823 to train on and 1,797 for the test, pixels from 0 to 1. */
export function readOptdigits(): Splits {
  return prepareSplits(readRows(), { name: 'optdigits', validation: 0, test: 0, scaling: 'none' }, 1);
}

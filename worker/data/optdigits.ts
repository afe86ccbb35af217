import { fileURLToPath } from 'node:url';
import { KNOWN_TABLES } from './known-tables.ts';
import type { Labelled } from './labelled.ts';

const pathOf = (file: string): string => fileURLToPath(new URL(`./optdigits/${file}`, import.meta.url));

/** UCI's optdigits, which are part of the repository (`optdigits/README.md`), with their official test set. */
export function readOptdigits(): Labelled {
  return KNOWN_TABLES.optdigits({ train: pathOf('optdigits.tra.gz'), test: pathOf('optdigits.tes.gz') });
}

import type { BadRow } from '../../shared/training/dataset.ts';

const SHOWN_BAD_ROWS = 10;

/** Collects why rows are left out. */
export function createTableNotes() {
  const shown: string[] = [];
  let badRows = 0;
  let withoutTarget = 0;
  return {
    bad({ line, message }: BadRow): void {
      badRows += 1;
      if (badRows <= SHOWN_BAD_ROWS) shown.push(`line ${line}: ${message}`);
    },
    withoutTarget(): void {
      withoutTarget += 1;
    },
    warnings(): string[] {
      const more = badRows > SHOWN_BAD_ROWS ? [`and ${badRows - SHOWN_BAD_ROWS} more`] : [];
      return [
        ...(badRows > 0 ? [`bad rows left out: ${[...shown, ...more].join('; ')}`] : []),
        ...(withoutTarget > 0 ? [`rows left out because their target is missing: ${withoutTarget}`] : []),
      ];
    },
  };
}

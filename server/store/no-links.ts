import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** Thrown when something of a data folder is a link: what is written and deleted there would be elsewhere. */
export class LinkedDataError extends Error {
  constructor(path: string) {
    super(
      `${path} is a link, and what is written to and deleted from it would be in another place. Put the file or folder itself there, or allow links to other disks with --links follow.`,
    );
    this.name = 'LinkedDataError';
  }
}

/**
 * Refuses a data folder in which a file or folder at the top is a link; the data folder itself may be one, since that
 * is what was asked for.
 *
 * @throws {LinkedDataError} naming the link
 */
export function expectNoLinks(folder: string): void {
  const link = entriesOf(folder).find((entry) => entry.isSymbolicLink());
  if (link) throw new LinkedDataError(join(folder, link.name));
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return []; // it is about to be made
    throw error;
  }
}

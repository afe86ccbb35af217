import { closeSync, fsyncSync, openSync, rmSync, statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { isDiskFull } from '../errors.ts';

/** Enough for the log of the transactions that delete a run, end it, or open the file again. */
const BALLAST_BYTES = 16 * 1024 ** 2;
const PIECE = Buffer.alloc(1024 ** 2, 'ballast ');

/** Space on the disk of a data folder that is kept for the moment when there is no other. */
export interface Ballast {
  /** Takes the space, unless it is held already; false when the disk has none. */
  hold(): Promise<boolean>;
  /** Gives the space back to the disk; false when none was held. */
  giveUp(): boolean;
}

/** Ballast as a file of the data folder. */
export function createBallast(folder: string): Ballast {
  const file = join(folder, 'lossboard.ballast');
  let isHeld = (statSync(file, { throwIfNoEntry: false })?.size ?? 0) === BALLAST_BYTES;

  function giveUp(): boolean {
    const wasHeld = isHeld;
    rmSync(file, { force: true });
    isHeld = false;
    if (wasHeld) syncFolder(folder); // some file systems free the space only then
    return wasHeld;
  }

  return {
    giveUp,

    async hold() {
      if (isHeld) return true;
      const handle = await open(file, 'w', 0o600);
      try {
        for (let bytes = 0; bytes < BALLAST_BYTES; bytes += PIECE.length) await handle.writeFile(PIECE);
        await handle.sync();
        isHeld = true;
      } catch (error) {
        if (!isDiskFull(error)) throw error;
      } finally {
        await handle.close();
      }
      if (!isHeld) rmSync(file, { force: true });
      return isHeld;
    },
  };
}

type Method = (...args: never[]) => Promise<unknown>;

/** The same adapter; where the disk is full, the named methods give up the ballast and are tried once more. */
export function withBallast<Port extends object, Name extends keyof Port>(
  port: Port,
  names: Name[],
  ballast: Ballast,
): Port {
  const spared = names.map((name) => {
    const method = port[name] as Method;
    const tryTwice: Method = async (...args) => {
      try {
        return await method(...args);
      } catch (error) {
        if (!isDiskFull(error) || !ballast.giveUp()) throw error;
        return method(...args);
      }
    };
    return [name, tryTwice];
  });
  return { ...port, ...Object.fromEntries(spared) };
}

function syncFolder(folder: string): void {
  const descriptor = openSync(folder, 'r');
  try {
    fsyncSync(descriptor);
  } finally {
    closeSync(descriptor);
  }
}

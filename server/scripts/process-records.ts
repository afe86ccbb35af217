import { execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { signalGroup } from './child-process.ts';

interface ProcessRecord {
  pid: number;
  /** The boot of the machine, where it is known: process numbers begin anew with it. */
  boot: string | null;
  /** When the process began; with its number it is that process and no later one. */
  began: string | null;
}

/**
 * Remembers the processes that this server started, in files, so that the next start of a server that was killed finds what it left:
 * nothing that a script does after that could be seen or stopped by anybody.
 */
export function createProcessRecords(folder: string) {
  const fileOf = (run: string) => join(folder, `${run}.json`);

  return {
    /** Called in the same turn as the process is started. */
    add(run: string, pid: number): void {
      mkdirSync(folder, { recursive: true });
      const record: ProcessRecord = { pid, boot: readBoot(), began: readBeginning(pid) };
      writeFileSync(fileOf(run), JSON.stringify(record));
    },

    remove(run: string): void {
      rmSync(fileOf(run), { force: true });
    },

    /** Kills what a former server of this folder left running; returns the runs of it. */
    killFormer(): string[] {
      const killed: string[] = [];
      for (const name of filesIn(folder)) {
        const record = readRecord(join(folder, name));
        if (record && isStillThere(record) && signalGroup(record.pid, 'SIGKILL'))
          killed.push(name.slice(0, -'.json'.length));
        rmSync(join(folder, name), { force: true });
      }
      return killed;
    },
  };
}

export type ProcessRecords = ReturnType<typeof createProcessRecords>;

/** Its leader, or what is left of its group: while a group has a member, no other process gets its number. */
function isStillThere({ pid, boot, began }: ProcessRecord): boolean {
  if (boot !== readBoot()) return false;
  const found = readBeginning(pid);
  return found === null ? boot !== null : found === began;
}

function readBoot(): string | null {
  try {
    return readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  } catch {
    return null; // no Linux
  }
}

/** When a process began, in the words of this system; null where there is no such process. */
function readBeginning(pid: number): string | null {
  try {
    if (process.platform === 'linux') return beginningOf(readFileSync(`/proc/${pid}/stat`, 'utf8'));
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(pid)], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}

/** The 22nd field, in ticks since the boot. The second one is a name in brackets, which may have any letters; of a zombie nothing is left to kill. */
function beginningOf(stat: string): string | null {
  const [state, ...rest] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return state === 'Z' ? null : (rest[18] ?? null);
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder).filter((name) => name.endsWith('.json'));
  } catch {
    return [];
  }
}

function readRecord(file: string): ProcessRecord | undefined {
  try {
    const record = JSON.parse(readFileSync(file, 'utf8')) as ProcessRecord;
    return Number.isSafeInteger(record.pid) && record.pid > 1 ? record : undefined;
  } catch {
    return undefined; // cut short by the end of the machine, whose processes are gone as well
  }
}

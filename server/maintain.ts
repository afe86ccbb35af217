import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { backup, restore } from './store/backup.ts';
import { openDatabase } from './store/database.ts';
import { examine } from './store/doctor.ts';

const USAGE = `Usage:
  npm run doctor  -- [--data DIR] [--repair]   check every checksum and sum (the server must be stopped)
  npm run backup  -- [--data DIR] --to FILE    copy the database, also while the server runs
  npm run restore -- [--data DIR] --from FILE  make a copy the database of a data folder that has none`;

const { positionals, values } = parseArgs({
  allowPositionals: true,
  options: {
    data: { type: 'string', default: process.env.LOSSBOARD_DATA ?? 'data' },
    to: { type: 'string' },
    from: { type: 'string' },
    repair: { type: 'boolean', default: false },
  },
});
const data = resolve(values.data);

try {
  if (positionals[0] === 'doctor') runDoctor(values.repair);
  else if (positionals[0] === 'backup' && values.to) tell('Backed up', backup(data, resolve(values.to)));
  else if (positionals[0] === 'restore' && values.from) tell('Restored', restore(resolve(values.from), data));
  else fail(USAGE);
} catch (error) {
  fail(error instanceof Error ? error.message : String(error));
}

function runDoctor(repair: boolean): void {
  const { db, close } = openDatabase(data);
  let findings = 0;
  for (const { where, what, repair: remedy, loses } of examine(db, repair)) {
    findings++;
    const done =
      remedy === undefined ? 'cannot be repaired here' : `${repair ? 'repaired' : 'a repair would'}: ${remedy}`;
    console.log(`${where}: ${what}; ${done}${loses ? ' (something is lost)' : ''}`);
  }
  close();
  console.log(findings === 0 ? 'Everything is in order.' : `${findings} findings.`);
  if (findings > 0 && !repair) process.exitCode = 1;
}

function tell(done: string, { runs, points }: { runs: number; points: number }): void {
  console.log(`${done} ${runs} runs with ${points} points.`);
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}

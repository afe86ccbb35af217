import { existsSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { isDamage } from '../store/damage.ts';
import { openDatabase } from '../store/database.ts';
import { DATABASE_FILE } from '../store/sqlite.ts';
import { backup, restore } from '../store/upkeep/backup.ts';
import { examine } from '../store/upkeep/doctor.ts';
import { salvage } from '../store/upkeep/salvage.ts';

process.umask(0o077); // what it writes is for its user alone

const USAGE = `Usage:
  lossboard doctor  [--data DIR] [--repair]       check every checksum and sum (the server must be stopped)
  lossboard doctor  [--data DIR] --salvage FOLDER  copy what can still be read of a damaged file into a new data folder
  lossboard backup  [--data DIR] --to FILE        copy the database, also while the server runs
  lossboard restore [--data DIR] --from FILE      make a copy the database of a data folder that has none
Each is an npm script too, as in: npm run backup -- --to FILE`;
const SALVAGE = 'lossboard doctor --salvage FOLDER copies what can still be read';

try {
  const { positionals, values } = parseArgs({
    allowPositionals: true,
    options: {
      data: { type: 'string', default: process.env.LOSSBOARD_DATA ?? 'data' },
      to: { type: 'string' },
      from: { type: 'string' },
      repair: { type: 'boolean', default: false },
      salvage: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const data = resolve(values.data);
  const { to, from, salvage: into } = values;
  const command = positionals.length === 1 ? positionals[0] : undefined;
  if (values.help) console.log(USAGE);
  else if (command === 'doctor' && into) runSalvage(needDatabase(data), resolve(into));
  else if (command === 'doctor') runDoctor(needDatabase(data), values.repair);
  else if (command === 'backup' && to) tell('Backed up', backup(needDatabase(data), resolve(to)));
  else if (command === 'restore' && from) tell('Restored', restore(resolve(from), data));
  else fail(USAGE);
} catch (error) {
  const message = error instanceof Error ? error.message : String(error);
  fail(isDamage(error) ? `The database is damaged: ${message}; ${SALVAGE}` : message);
}

/** Opening a database would make one: a folder that has none was meant to be another. */
function needDatabase(data: string): string {
  if (existsSync(join(data, DATABASE_FILE))) return data;
  throw new Error(`There is no ${DATABASE_FILE} in ${data}; name the data folder with --data`);
}

function runDoctor(data: string, repair: boolean): void {
  const { db, close } = openDatabase(data);
  let findings = 0;
  let left = 0;
  for (const { where, what, repair: remedy, loses } of examine(db, repair)) {
    findings++;
    if (!repair || remedy === undefined) left++;
    const done =
      remedy === undefined ? `not repaired: ${SALVAGE}` : `${repair ? 'repaired' : 'a repair would'}: ${remedy}`;
    console.log(`${where}: ${what}; ${done}${loses ? ' (something is lost)' : ''}`);
  }
  close();
  console.log(findings === 0 ? 'Everything is in order.' : `${findings} findings.`);
  if (left > 0) process.exitCode = 1;
}

/** Tells what of each table came over, and then mends what came over damaged. */
function runSalvage(data: string, into: string): void {
  for (const { table, rows, isComplete } of salvage(data, into))
    console.log(`${table}: ${rows} rows copied${isComplete ? '' : ', others could not be read (something is lost)'}`);
  runDoctor(into, true);
}

function tell(done: string, { runs, points }: { runs: number; points: number }): void {
  console.log(`${done} ${runs} runs with ${points} points.`);
}

function fail(message: string): void {
  console.error(message);
  process.exitCode = 1;
}

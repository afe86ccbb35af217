import { parseArgs } from 'node:util';
import { killServer } from './kill-server.ts';

const { values } = parseArgs({ options: { kills: { type: 'string', default: '100' } } });
const kills = Number(values.kills);
if (!Number.isInteger(kills) || kills < 1)
  throw new Error(`--kills expects a whole number from 1, not "${values.kills}"`);

const report = await killServer(kills, { onKill: (kill) => process.stderr.write(`\rkilled ${kill} of ${kills}`) });
process.stderr.write('\n');
for (const [name, value] of Object.entries(report)) process.stdout.write(`${name.padEnd(16)}${value}\n`);
if (report.lost + report.duplicated + report.wrong > 0 || report.integrity !== 'ok') process.exitCode = 1;

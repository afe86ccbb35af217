import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { CHECKS } from './all-checks.ts';
import { createData } from './data.ts';
import { page, printed, summary } from './report.ts';
import { createContext, isHeld, type Outcome, runCheck } from './run-checks.ts';

const USAGE = `Usage: npm run reproduce -- [--seeds 1,2,3] [--slow] [--data FOLDER] [--only P05,P19] [--out FILE]
Finds the results of the lecture again and writes docs/reproduction.md. Ends with 1 where one misses, with 2 where data is missing.`;
const PAGE = fileURLToPath(new URL('../../docs/reproduction.md', import.meta.url));
/** Data is missing, and all that could be run holds. */
const INCOMPLETE = 2;

try {
  const { values } = parseArgs({
    options: {
      seeds: { type: 'string', default: '1,2,3' },
      slow: { type: 'boolean', default: false },
      data: { type: 'string', multiple: true, default: ['data/datasets'] },
      only: { type: 'string' },
      out: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  if (values.help) console.log(USAGE);
  else run({ ...values, seeds: seedsOf(values.seeds), ids: idsOf(values.only) });
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
}

interface Asked {
  seeds: number[];
  ids: string[] | null;
  slow: boolean;
  data: string[];
  out?: string | undefined;
}

function run({ seeds, ids, slow, data, out }: Asked): void {
  const context = createContext(seeds, createData(data.map((folder) => resolve(folder))));
  const wanted = CHECKS.filter(({ id }) => ids?.includes(id) ?? true);
  const [chosen, leftOut] = [
    wanted.filter(({ isSlow }) => slow || !isSlow),
    wanted.filter(({ isSlow }) => !slow && isSlow),
  ];
  const outcomes = chosen.map((check): Outcome => {
    const outcome = runCheck(check, context);
    console.log(printed(outcome));
    return outcome;
  });
  console.log(`\n${summary(outcomes)}`);
  for (const { id, title } of leftOut) console.log(`left out without --slow: ${id}  ${title}`);
  const setting = {
    seeds,
    node: process.versions.node,
    kernels: context.engine().kernels.name,
    leftOut: leftOut.map(({ id, title }) => `${id}: ${title}`),
  };
  // a part of it would take the rest off the page
  const file = out ?? (ids ? null : PAGE);
  if (file !== null) writeFileSync(file, page(outcomes, setting));
  const missed = outcomes.some((each) => each.missing === null && !isHeld(each));
  if (missed) process.exitCode = 1;
  else if (!outcomes.every(isHeld)) process.exitCode = INCOMPLETE;
}

function seedsOf(text: string): number[] {
  const seeds = text.split(',').map(Number);
  const wrong = seeds.findIndex((seed) => !Number.isInteger(seed) || seed < 0 || seed > 2 ** 32 - 1);
  if (wrong >= 0) throw new RangeError(`--seeds "${text}": expected whole numbers from 0, with commas between them`);
  return seeds;
}

function idsOf(text: string | undefined): string[] | null {
  if (text === undefined) return null;
  const ids = text.toUpperCase().split(',');
  const known = [...new Set(CHECKS.map(({ id }) => id))];
  const wrong = ids.find((id) => !known.includes(id));
  if (wrong !== undefined) throw new RangeError(`--only "${wrong}": there are ${known.join(', ')}`);
  return ids;
}

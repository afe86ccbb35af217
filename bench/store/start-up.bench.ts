import { cpSync, mkdtempSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DATABASE_FILE } from '../../server/store/sqlite.ts';
import { startServerProcess } from '../http/server.ts';
import { lower, pairTable } from '../pairs.ts';
import { type Benchmark, median, type Table } from '../table.ts';
import { createBed, lossCurve } from './bed.ts';

const RUNS = 100_000;
const UNSEALED = 20_000;
/** Runs made in one transaction. */
const AT_ONCE = 1000;
const POINTS = 10;
const KEYS = ['train/loss', 'val/loss', 'train/accuracy'];
const ROUNDS = 5;

const benchmark: Benchmark = {
  what: `a start after a kill with ${RUNS} runs, of which ${UNSEALED} have points that are not in chunks`,
  run: startUp,
};
export default benchmark;

interface Start {
  cpuMs: number;
  wallMs: number;
  /** When all that goes on after a start is done. */
  settledCpuMs: number;
  memoryMb: number;
}

async function startUp(): Promise<Table[]> {
  const full = await killedFolder();
  const bytes = statSync(join(full, DATABASE_FILE)).size;
  const starts: Record<'full' | 'empty', Start[]> = { full: [], empty: [] };
  await start(); // what is compiled is kept from here on
  for (let round = 0; round < ROUNDS; round++) {
    starts.full.push(await start(full));
    starts.empty.push(await start());
  }
  rmSync(full, { recursive: true });
  const pair = (what: string, unit: string, of: keyof Start) =>
    lower(
      what,
      unit,
      median(starts.full.map((each) => each[of])),
      'an empty folder',
      median(starts.empty.map((each) => each[of])),
    );
  return [
    pairTable(
      'Start-up',
      [
        pair('processor time until ready', 'ms', 'cpuMs'),
        pair('until ready', 'ms', 'wallMs'),
        pair('processor time until at rest', 'ms', 'settledCpuMs'),
        pair('memory at rest', 'MB', 'memoryMb'),
      ],
      [`the file has ${Math.round(bytes / 1e6)} MB; medians of ${ROUNDS} rounds`],
    ),
  ];
}

/** Starts a server on a copy of a folder, or on an empty one, and kills it. */
async function start(original?: string): Promise<Start> {
  const folder = mkdtempSync(join(tmpdir(), 'lossboard-bench-'));
  if (original) cpSync(original, folder, { recursive: true });
  const begun = performance.now();
  const server = await startServerProcess(1, folder);
  await server.get('/health');
  const wallMs = performance.now() - begun;
  const cpuMs = 1000 * server.cpuSeconds();
  await server.untilIdle();
  const started = { cpuMs, wallMs, settledCpuMs: 1000 * server.cpuSeconds(), memoryMb: server.memoryMb() };
  await server.close('SIGKILL');
  return started;
}

/** A data folder as a killed server leaves it. The runs with points outside of chunks go on, the others have ended. */
async function killedFolder(): Promise<string> {
  const { folder, db, addRun, append, metrics, close } = createBed({ seal: { ageMs: Number.POSITIVE_INFINITY } });
  for (let first = 0; first < RUNS; first += AT_ONCE) {
    const isOpen = first >= RUNS - UNSEALED;
    db.exec('BEGIN');
    for (let index = first; index < first + AT_ONCE; index++) {
      const id = `run-${index}`;
      const state = isOpen ? 'running' : 'finished';
      await addRun(id, { project: `project-${index % 7}`, state, heartbeatSeconds: 3600 });
      await append(id, 1, Object.fromEntries(KEYS.map((key) => [key, lossCurve(0, POINTS)])));
    }
    if (!isOpen) await metrics.seal();
    db.exec('COMMIT');
  }
  const killed = mkdtempSync(join(tmpdir(), 'lossboard-bench-'));
  cpSync(folder, killed, { recursive: true });
  db.exec('BEGIN');
  await metrics.seal(); // one synced commit, where closing would make one a run
  db.exec('COMMIT');
  await close();
  return killed;
}

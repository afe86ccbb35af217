import { existsSync, readFileSync, statSync } from 'node:fs';
import { cpus } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { CheckpointPlace } from '../../shared/training/checkpoint-head.ts';
import type { RunOrigin } from '../../shared/training/origin.ts';
import type { Reproduces } from '../../shared/training/reproduction.ts';
import { DataError } from '../data/errors.ts';
import type { Prepared } from '../data/supply.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** What the numbers of a training come from: this code, this runtime, these kernels, this data. */
export function originOf(data: Prepared | null, kernels: string): RunOrigin {
  const scaled = data?.splits.task === 'regression' ? data.splits : null;
  return {
    version: JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).version,
    commit: commitOf(ROOT),
    node: process.versions.node,
    v8: process.versions.v8,
    cpu: cpus()[0]?.model.trim() ?? null,
    kernels,
    dataDigest: data?.digest ?? null,
    targetShift: scaled?.targetShift ?? null,
    targetScale: scaled?.targetScale ?? null,
  };
}

/**
 * Whether a training that goes on would have the numbers that it had without its interruption. Kernels that differ in
 * the last bits are a warning, other data is not gone on with.
 *
 * @throws {DataError} when the data is not what the checkpoint was trained on
 */
export function expectSameOrigin(
  { step, dataDigest, kernels }: CheckpointPlace,
  origin: RunOrigin,
  warn: (text: string) => void,
): void {
  if (dataDigest !== undefined && dataDigest !== origin.dataDigest) {
    throw new DataError(
      `the data has changed since the checkpoint of step ${step}: its digest was ${dataDigest}, and is ` +
        `${origin.dataDigest} now; fork the run to train on other data`,
    );
  }
  if (kernels !== undefined && kernels !== origin.kernels)
    warn(`the kernels were "${kernels}" up to step ${step}: numbers may differ in their last bits from here on`);
}

/** How the numbers of a state that comes from another run are not those that it would go on with there, in words. */
export function differencesOf({ dataDigest, kernels }: CheckpointPlace, origin: RunOrigin): string[] {
  const short = (digest: string | null | undefined) => (digest ? `${digest.slice(0, 12)}…` : 'none');
  const isOther = dataDigest !== undefined && dataDigest !== origin.dataDigest;
  return [
    ...(isOther
      ? [`the data differs: its digest was ${short(dataDigest)}, and is ${short(origin.dataDigest)} here`]
      : []),
    ...(kernels !== undefined && kernels !== origin.kernels
      ? [`the kernels were "${kernels}", and are "${origin.kernels}" here`]
      : []),
  ];
}

/** @throws {DataError} when the data is not what the run was trained on that this one is to repeat */
export function expectSameData({ run, dataDigest }: Reproduces, origin: RunOrigin): void {
  if (dataDigest === origin.dataDigest) return;
  throw new DataError(
    `the data has changed since run ${run} was trained: its digest was ${dataDigest}, and is ${origin.dataDigest} now, ` +
      'so the run cannot be reproduced',
  );
}

/** The commit that is checked out in a folder; null where the folder is no repository, or one in a form not known here. */
export function commitOf(root: string): string | null {
  try {
    const folder = gitFolder(join(root, '.git'));
    const head = readFileSync(join(folder, 'HEAD'), 'utf8').trim();
    const ref = /^ref: (.+)$/.exec(head)?.[1];
    return asCommit(ref === undefined ? head : referred(sharedFolder(folder), ref));
  } catch {
    return null; // without a repository nothing is there to read
  }
}

/** A worktree has a file that names its folder. */
function gitFolder(path: string): string {
  if (statSync(path).isDirectory()) return path;
  return resolve(
    join(path, '..'),
    readFileSync(path, 'utf8')
      .replace(/^gitdir:/, '')
      .trim(),
  );
}

/** The folder with the branches, which worktrees share. */
function sharedFolder(folder: string): string {
  const file = join(folder, 'commondir');
  return existsSync(file) ? resolve(folder, readFileSync(file, 'utf8').trim()) : folder;
}

function referred(folder: string, ref: string): string | undefined {
  const file = join(folder, ref);
  if (existsSync(file)) return readFileSync(file, 'utf8').trim();
  const packed = readFileSync(join(folder, 'packed-refs'), 'utf8').split('\n');
  return packed.find((line) => line.endsWith(` ${ref}`))?.split(' ')[0];
}

const asCommit = (text: string | undefined) => (text !== undefined && /^[0-9a-f]{40,64}$/.test(text) ? text : null);

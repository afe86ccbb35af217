import { createHash } from 'node:crypto';
import {
  type LossSurface,
  type LossSurfaceAnswer,
  type LossSurfaceRequest,
  LossSurface as Schema,
} from '../../shared/inspect/loss-surface.ts';
import { runFolder } from '../../shared/training/run-files.ts';
import { AppError } from '../errors.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import { readJsonBlob } from '../services/json-blob.ts';
import type { AnswerOf } from './answer-of.ts';
import type { NetworkFinder } from './network-finder.ts';

export interface LossSurfacesOptions {
  networks: NetworkFinder;
  answerOf: AnswerOf;
  blobs: BlobStore;
}

/** A surface that is computed just now. */
interface Work {
  done: number;
  total: number;
  ended: Promise<void>;
  error?: unknown;
}

/**
 * Computes loss surfaces line by line, so that questions of others come between, and keeps each beside the run. Asking
 * again while one is computed answers how far it is.
 */
export function createLossSurfaces({ networks, answerOf, blobs }: LossSurfacesOptions) {
  const working = new Map<string, Work>();

  async function compute(run: string, request: LossSurfaceRequest, key: string, work: Work): Promise<void> {
    const network = await networks.find(run, request.checkpoint);
    const states = await networks.states(run);
    const { checkpoint: _, ...settings } = request;
    const asked = { ...settings, states };
    const plane = await answerOf(network, 'plane', asked);
    const loss: LossSurface['loss'] = [];
    for (let place = 0; place < plane.y.length; place++) {
      loss.push(await answerOf(network, 'line', { ...asked, plane, place }));
      work.done = place + 1;
    }
    await blobs.put(key, [Buffer.from(JSON.stringify({ ...plane, loss } satisfies LossSurface))]);
  }

  function begin(run: string, request: LossSurfaceRequest, key: string): Work {
    const work: Work = { done: 0, total: request.side, ended: Promise.resolve() };
    working.set(key, work);
    work.ended = compute(run, request, key, work)
      .then(() => void working.delete(key))
      .catch((error: unknown) => {
        work.error = error; // for the next who asks
      });
    return work;
  }

  return async (run: string, request: LossSurfaceRequest): Promise<LossSurfaceAnswer> => {
    const steps = await networks.steps(run);
    const step = request.checkpoint ?? steps[0];
    if (step === undefined) throw new AppError('not_found', `Run "${run}" has no checkpoint yet.`);
    const known = request.directions === 'path' ? (await networks.states(run)).map((each) => each.step) : [];
    const name = createHash('sha256')
      .update(JSON.stringify([step, known, request]))
      .digest('hex')
      .slice(0, 24);
    const key = `${runFolder(run)}loss-surface-${name}.json`;
    const { side: total } = request;
    const surface = await readJsonBlob(blobs, key, Schema, `The loss surface of run "${run}"`);
    if (surface) return { done: total, total, surface };
    const work = working.get(key) ?? begin(run, { ...request, checkpoint: step }, key);
    if (work.error === undefined) return { done: work.done, total, surface: null };
    working.delete(key);
    throw work.error;
  };
}

export type LossSurfaces = ReturnType<typeof createLossSurfaces>;

import type { Readable } from 'node:stream';
import type { CurvatureAnswer } from '../../shared/inspect/curvature.ts';
import type { FiltersAnswer } from '../../shared/inspect/filters.ts';
import type { Inspectable } from '../../shared/inspect/inspectable.ts';
import type { ExampleSet, PredictAnswer, PredictRequest } from '../../shared/inspect/predict.ts';
import type { ScoresAnswer } from '../../shared/inspect/scores.ts';
import { BOUNDARY_FILE, runFolder } from '../../shared/training/run-files.ts';
import { AppError } from '../errors.ts';
import type { BlobStore } from '../ports/blob-store.ts';
import type { RunAccess } from '../services/run-access.ts';
import type { AnswerOf } from './answer-of.ts';
import type { NetworkFinder } from './network-finder.ts';

/** Predictions of a file that are made at a time. */
const PAGE_ROWS = 1000;

export interface InspectServiceOptions {
  networks: NetworkFinder;
  access: RunAccess;
  blobs: BlobStore;
  answerOf: AnswerOf;
}

/** What networks of runs do at their checkpoints. */
export function createInspectService({ networks, access, blobs, answerOf }: InspectServiceOptions) {
  return {
    async inspectable(run: string): Promise<Inspectable> {
      const checkpoints = await networks.steps(run);
      for await (const { key } of blobs.list(runFolder(run)))
        if (key.endsWith(`/${BOUNDARY_FILE}`)) return { checkpoints, boundary: true };
      return { checkpoints, boundary: false };
    },

    /**
     * What the network predicted in the plane of its two inputs along the training, so far.
     *
     * @throws {AppError} `not_found` for a run of which that was not kept
     */
    async boundary(run: string): Promise<Readable> {
      await access.findState(run);
      const file = await blobs.get(`${runFolder(run)}${BOUNDARY_FILE}`);
      if (file) return file;
      throw new AppError('not_found', `Of run "${run}" no decision boundary was kept: it needs two inputs.`);
    },

    async scores(run: string, set: ExampleSet, checkpoint?: number): Promise<ScoresAnswer> {
      return answerOf(await networks.find(run, checkpoint), 'scores', { set });
    },

    async filters(run: string, checkpoint?: number): Promise<FiltersAnswer> {
      return answerOf(await networks.find(run, checkpoint), 'filters', null);
    },

    /**
     * It may take minutes, for which other questions would wait that are asked instead.
     *
     * @throws the signal's reason once it is aborted: the rest is not computed
     */
    async curvature(run: string, checkpoint?: number, signal?: AbortSignal): Promise<CurvatureAnswer> {
      return answerOf(await networks.find(run, checkpoint), 'curvature', null, signal);
    },

    /** The weights as a file that PyTorch loads. */
    async safetensors(run: string, checkpoint: number): Promise<Uint8Array> {
      return answerOf(await networks.find(run, checkpoint), 'safetensors', null);
    },

    async predict(run: string, request: PredictRequest): Promise<PredictAnswer> {
      return answerOf(await networks.find(run, request.checkpoint), 'predict', request);
    },

    /** All predictions of a part of the data, a page at a time; the first is made before this resolves, so that a refusal is one. */
    async predictAll(run: string, set: ExampleSet, checkpoint?: number): Promise<AsyncIterable<PredictAnswer>> {
      const network = await networks.find(run, checkpoint);
      const pageFrom = (from: number) =>
        answerOf(network, 'predict', {
          inputs: set,
          sort: 'order',
          outcome: 'all',
          from,
          limit: PAGE_ROWS,
          show: false,
        });
      const first = await pageFrom(0);
      async function* pages() {
        for (let page = first, from = 0; page.predictions.length > 0; page = await pageFrom(from)) {
          yield page;
          from += page.predictions.length;
          if (from >= page.total) return;
        }
      }
      return pages();
    },
  };
}

export type InspectService = ReturnType<typeof createInspectService>;

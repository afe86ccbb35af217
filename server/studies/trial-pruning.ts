import { type Cut, cutInWords, findCut } from '../../shared/studies/pruning.ts';
import type { StudySpec } from '../../shared/studies/study.ts';
import { AppError } from '../errors.ts';
import type { TrialRecord } from '../ports/study-store.ts';
import type { ObjectiveReader } from './objective.ts';

/** Judges trials by the pruner of their study. */
export function createTrialPruning(objective: ObjectiveReader) {
  /** How many values of a run were looked at: a look is taken once. */
  const looked = new Map<string, number>();

  async function curveOf(spec: StudySpec, { run, cut }: TrialRecord): Promise<number[]> {
    try {
      const curve = await objective.curveOf(run, spec.objective);
      return cut ? curve.slice(0, cut.report) : curve;
    } catch (error) {
      if (error instanceof AppError && error.code === 'not_found') return []; // deleted for good
      throw error;
    }
  }

  return {
    /**
     * Where a trial is to be stopped; null where it goes on.
     *
     * Where the values of later trials follow from this one, it is compared with those alone that informed it, so that what
     * becomes of it does not depend on which of the others is faster.
     */
    async judge(spec: StudySpec, trial: TrialRecord, all: readonly TrialRecord[]): Promise<Cut | null> {
      if (spec.pruner.name === 'none' || trial.cut) return trial.cut;
      const own = await curveOf(spec, trial);
      const before = looked.get(trial.run) ?? 0;
      if (own.length <= before) return null;
      const isFixed = spec.method.name === 'tpe';
      const others = all.filter(({ number, state }) => {
        return isFixed ? number <= trial.informedBy : number !== trial.number && state !== 'waiting';
      });
      const peers = await Promise.all(others.map((each) => curveOf(spec, each)));
      looked.set(trial.run, own.length);
      return findCut(spec.pruner, spec.objective.direction, own, peers, before);
    },

    words(spec: StudySpec, cut: Cut): string {
      const isByEpoch = !spec.remote && /^(val|test)\//.test(spec.objective.metric);
      return cutInWords(spec.pruner, cut, isByEpoch ? 'epoch' : spec.remote ? 'value' : 'step');
    },

    forget(runs: readonly string[]): void {
      for (const run of runs) looked.delete(run);
      objective.forget(runs);
    },
  };
}

export type TrialPruning = ReturnType<typeof createTrialPruning>;

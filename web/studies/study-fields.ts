import { fromJsonNumber } from '../../shared/number.ts';
import type { Run } from '../../shared/run.ts';
import type { StudySpec } from '../../shared/studies/study.ts';
import type { Trial } from '../../shared/studies/trial.ts';
import { fieldOfSetting } from '../parameters/filter-text.ts';

/** The field of the filter language of a parameter of a study. */
export function fieldOfParameter({ remote }: Pick<StudySpec, 'remote'>, at: string): string {
  return fieldOfSetting(remote ? at : at.slice(1).replaceAll('/', '.'));
}

/** The best values so far of the trials that run, by number. */
export function liveValues(
  { objective }: Pick<StudySpec, 'objective'>,
  trials: readonly Trial[],
  runOf: (id: string) => Run | undefined,
): Map<number, number> {
  const found = trials.flatMap(({ number, run, state }): [number, number][] => {
    const summary = state === 'running' ? runOf(run)?.summary[objective.metric] : undefined;
    const best =
      objective.take === 'last' ? summary?.last : objective.direction === 'min' ? summary?.min : summary?.max;
    const value = best === undefined || best === null ? Number.NaN : fromJsonNumber(best);
    return Number.isFinite(value) ? [[number, value]] : [];
  });
  return new Map(found);
}

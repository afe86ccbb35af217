import { byImportance, metricKind, parseSplit } from '../../shared/metric-names.ts';
import type { MetricSetting } from '../../shared/metric-settings.ts';
import type { Objective } from '../../shared/studies/study.ts';
import { type Criterion, USUAL_CRITERIA } from '../../shared/training/checkpoint-score.ts';
import type { RunRecord } from '../ports/meta-store.ts';
import type { MetricSettings } from '../ports/metric-settings.ts';
import type { StudyStore } from '../ports/study-store.ts';

export interface CheckpointCriteriaOptions {
  settings: Pick<MetricSettings, 'list'>;
  studies: Pick<StudyStore, 'studyOf' | 'get'>;
}

/** Knows by what the best checkpoint of a run is chosen, the first criterion first that its states are evaluated by. */
export function createCheckpointCriteria({ settings, studies }: CheckpointCriteriaOptions) {
  return async ({ id, project }: Pick<RunRecord, 'id' | 'project'>): Promise<Criterion[]> => {
    const study = await studies.studyOf(id);
    const objective = study === undefined ? undefined : (await studies.get(study))?.spec.objective;
    return criteriaOf(objective, await settings.list(project));
  };
}

export type CheckpointCriteria = ReturnType<typeof createCheckpointCriteria>;

/**
 * The objective of the study that a run is a trial of; then goals that are set for results of its project, those on
 * validation data first; then the usual losses but those that are not to be ranked by.
 */
export function criteriaOf(
  objective: Pick<Objective, 'metric' | 'direction'> | undefined,
  settings: readonly Pick<MetricSetting, 'metric' | 'goal'>[],
): Criterion[] {
  const set = settings.filter(({ goal }) => goal !== null);
  const goals = set
    .filter(({ metric }) => metricKind(metric) === 'result')
    .toSorted((a, b) => placeOf(a.metric) - placeOf(b.metric) || byImportance(a.metric, b.metric))
    .flatMap(({ metric, goal }): Criterion[] =>
      goal === 'min' || goal === 'max' ? [{ metric, direction: goal }] : [],
    );
  const usual = USUAL_CRITERIA.filter((each) => !set.some(({ metric }) => metric === each.metric));
  return [...(objective ? [{ metric: objective.metric, direction: objective.direction }] : []), ...goals, ...usual];
}

/** What was trained on comes last: a state that is best there need not be. */
const PLACES = ['val', null, 'test', 'train'];

const placeOf = (metric: string) => PLACES.indexOf(parseSplit(metric).split);

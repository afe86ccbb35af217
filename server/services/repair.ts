import type { Bus } from '../ports/bus.ts';
import type { MetaStore } from '../ports/meta-store.ts';
import type { MetricEditor } from '../ports/metric-editor.ts';
import type { MetricReader } from '../ports/metric-reader.ts';
import type { MetricWriter } from '../ports/metric-writer.ts';
import { createEditHistory } from './edit-history.ts';
import { createMetricEditService } from './metric-edit-service.ts';
import type { RunAccess } from './run-access.ts';
import { createRunConfigService } from './run-config-service.ts';
import type { RunService } from './run-service.ts';

export interface RepairOptions {
  access: RunAccess;
  meta: Pick<MetaStore, 'updateRun'>;
  runs: Pick<RunService, 'get'>;
  metrics: MetricEditor & MetricReader & Pick<MetricWriter, 'append'>;
  bus: Bus;
  now: () => number;
  newId: () => string;
}

/** What can be changed of a run after the fact, with one history of it. */
export function createRepair({ access, meta, runs, metrics, bus, now, newId }: RepairOptions) {
  const history = createEditHistory({ metrics, bus, now, newId });
  return {
    edits: createMetricEditService({ access, metrics, history, bus }),
    configs: createRunConfigService({ access, meta, runs, history, bus }),
  };
}

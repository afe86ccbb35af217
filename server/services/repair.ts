import type { Bus } from '../ports/bus.ts';
import type { MetaStore } from '../ports/meta-store.ts';
import type { MetricEditor } from '../ports/metric-editor.ts';
import type { MetricReader } from '../ports/metric-reader.ts';
import { createMetricEditService } from './metric-edit-service.ts';
import type { RunAccess } from './run-access.ts';
import { createRunConfigService } from './run-config-service.ts';
import type { RunService } from './run-service.ts';

export interface RepairOptions {
  access: RunAccess;
  meta: Pick<MetaStore, 'updateRun'>;
  runs: Pick<RunService, 'get'>;
  metrics: MetricEditor & MetricReader;
  bus: Bus;
  now: () => number;
}

/** What can be changed of a run after the fact. */
export function createRepair({ access, meta, runs, metrics, bus, now }: RepairOptions) {
  return {
    edits: createMetricEditService({ access, metrics, bus, now }),
    configs: createRunConfigService({ access, meta, runs, bus, now }),
  };
}

import type { Ingest } from '../ingest/ingest.ts';
import type { Bus } from '../ports/bus.ts';
import type { MetricReader } from '../ports/metric-reader.ts';
import type { ScriptRegistry } from '../ports/script-runner.ts';
import type { StudyStore } from '../ports/study-store.ts';
import type { LaunchService, LaunchServiceOptions } from '../services/launch-service.ts';
import type { RunAccess } from '../services/run-access.ts';
import type { RunService } from '../services/run-service.ts';
import { createObjectiveReader } from './objective.ts';
import { createRemoteTrials } from './remote-trials.ts';
import { createStudyDriver } from './study-driver.ts';
import { createStudyService } from './study-service.ts';
import { createTrialLaunch } from './trial-launch.ts';
import { createTrialPruning } from './trial-pruning.ts';

/** Studies whose runs changed are looked at this often. */
const TICK_MS = 300;
/** All that are open are looked at this often: a launch that was turned away is tried again then, and time is counted. */
const LOOK_MS = 3000;
/** A study that was deleted can be brought back for so long. */
const KEPT_MS = 24 * 3600_000;

export interface StudyingOptions {
  studies: StudyStore;
  access: RunAccess;
  runs: RunService;
  launch: LaunchService;
  ingest: Pick<Ingest, 'plain'>;
  metrics: Pick<MetricReader, 'series' | 'points' | 'activity'>;
  resolveDataset: LaunchServiceOptions['resolveDataset'];
  scripts: Pick<ScriptRegistry, 'check'>;
  bus: Bus;
  now: () => number;
  /** Milliseconds that go on evenly. */
  elapsed: () => number;
  newId: () => string;
  onError: (error: unknown) => void;
}

/** Studies as a whole: what moves them on, and the services for the API. */
export function createStudying(options: StudyingOptions) {
  const { studies, launch, runs, metrics, bus, now, elapsed, onError } = options;
  const objective = createObjectiveReader(metrics);
  const pruning = createTrialPruning(objective);
  const driver = createStudyDriver({ ...options, objective, pruning, launch: createTrialLaunch({ launch, runs }) });
  const [due, waitedFor] = [new Set<string>(), new Map<string, readonly string[]>()];
  const busy = new Map<string, Promise<unknown>>();
  let [lookedAt, isClosed] = [elapsed(), false];
  let ticking: Promise<void> | undefined;

  /** One thing at a time for each study. */
  function exclusively<T>(id: string, action: () => Promise<T>): Promise<T> {
    const done = (busy.get(id) ?? Promise.resolve()).then(action);
    const settled = done.catch(() => undefined).finally(() => busy.get(id) === settled && busy.delete(id));
    busy.set(id, settled);
    return done;
  }

  async function advance(id: string): Promise<void> {
    const runs = await exclusively(id, () => driver.advance(id));
    if (runs.length > 0) waitedFor.set(id, runs);
    else waitedFor.delete(id);
  }

  /** Counts the time since the last look for those that run. */
  async function lookAtOpen(): Promise<void> {
    const ms = elapsed() - lookedAt;
    lookedAt += ms;
    for (const id of await studies.listOpen()) {
      due.add(id);
      if ((await studies.get(id))?.state === 'running') await studies.spend(id, ms);
    }
  }

  async function tick(): Promise<void> {
    if (elapsed() - lookedAt >= LOOK_MS) await lookAtOpen();
    for (const id of [...due]) {
      if (isClosed) return;
      due.delete(id);
      await advance(id).catch(onError);
    }
  }

  function tickOnce(): void {
    ticking ??= tick()
      .catch(onError)
      .finally(() => {
        ticking = undefined;
      });
  }

  const stop = bus.subscribe((change) => {
    if (!('run' in change)) return;
    for (const [id, waited] of waitedFor) if (waited.includes(change.run)) due.add(id);
  });
  const ticks = setInterval(tickOnce, TICK_MS);
  const wake = (id: string) => void due.add(id);
  const service = createStudyService({ ...options, exclusively, wake });

  return {
    service,
    remote: createRemoteTrials({ ...options, service, driver, exclusively, wake }),

    /** Takes up what was open before a restart. */
    async open(): Promise<void> {
      await studies.purge(now() - KEPT_MS);
      for (const id of await studies.listOpen()) due.add(id);
    },

    /** Resolves when nothing is done for any study any more. */
    async close(): Promise<void> {
      isClosed = true;
      clearInterval(ticks);
      stop();
      await ticking;
      await Promise.all(busy.values());
    },
  };
}

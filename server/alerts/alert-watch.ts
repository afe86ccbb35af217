import { AppError } from '../errors.ts';
import type { AlertRecord, AlertRuleRecord, AlertStore } from '../ports/alert-store.ts';
import type { Bus, Change } from '../ports/bus.ts';
import type { MetaStore, RunRecord } from '../ports/meta-store.ts';
import type { MetricReader } from '../ports/metric-reader.ts';
import { createSeriesCheck, type Finding, type SeriesCheck } from './conditions.ts';
import { alertPayload } from './payload.ts';
import { checkRun, type RunFacts } from './run-conditions.ts';

/** Work of one tick: runs that are looked at, and points that each check of one reads. */
const MAX_RUNS = 100;
const MAX_POINTS = 20_000;
/** A rule about silence looks at the running runs of its project this often. */
const SILENCE_LOOK_MS = 5000;
/** After a start, so many of the newest runs of a project with rules may have changed unseen. */
const CATCH_UP_RUNS = 200;

export interface AlertWatchOptions {
  alerts: Pick<AlertStore, 'listRules' | 'openAlerts' | 'lastStep' | 'fire' | 'clear'>;
  meta: Pick<MetaStore, 'getRun' | 'listRuns'>;
  metrics: Pick<MetricReader, 'activity' | 'points'>;
  bus: Bus;
  now: () => number;
  /** The address of the page, for links. */
  address: () => string;
  onError: (error: unknown) => void;
}

/** How far a check has read its series. */
interface Reading {
  check: SeriesCheck;
  /** When its rule was changed last: another condition begins anew. */
  of: number;
  after: number;
  /** Whether it has been looked at since it was read from the start. */
  isFollowed: boolean;
}

const NOTHING_LOGGED: RunFacts['activity'] = { summary: {}, maxStep: null, heartbeatAt: null };

/** What a look for one rule came to; 'more' where there is more to read first. */
type Outcome = 'news' | 'nothing' | 'more';

/**
 * Looks at runs after they changed, apart from what changes them, and stores an alert where a rule came true.
 *
 * What it knows of a run it reads from the store, so a change that was missed while the server was away is seen with
 * the next one, or at the start. An alert stays open until its condition is not true any more.
 */
export function createAlertWatch({ alerts, meta, metrics, bus, now, address, onError }: AlertWatchOptions) {
  const changed = new Set<string>();
  const readings = new Map<string, Map<string, Reading>>();
  let rules = new Map<string, AlertRuleRecord[]>();
  let since = now();
  let lookedAt = Number.NEGATIVE_INFINITY;
  let ticking: Promise<void> | null = null;

  const stop = bus.subscribe((change) => note(change));

  function note(change: Change): void {
    if (!('run' in change) || rules.size === 0) return;
    if (change.type === 'edited' || change.type === 'removed') readings.delete(change.run);
    changed.add(change.run);
  }

  async function readRules(): Promise<void> {
    const enabled = (await alerts.listRules()).filter((rule) => rule.enabled);
    rules = Map.groupBy(enabled, ({ project }) => project);
  }

  async function noteRuns(project: string, filter: { state?: 'running' }, limit: number): Promise<void> {
    const { runs } = await meta.listRuns({ project, ...filter, sort: 'createdAt', order: 'desc', limit });
    for (const { id } of runs) changed.add(id);
  }

  /** Notes what may have changed unseen. */
  async function noteProject(project: string): Promise<void> {
    await noteRuns(project, {}, CATCH_UP_RUNS);
    await noteRuns(project, { state: 'running' }, 1000);
  }

  async function noteSilence(): Promise<void> {
    if (now() - lookedAt < SILENCE_LOOK_MS) return;
    lookedAt = now();
    for (const [project, each] of rules)
      if (each.some(({ condition }) => condition.kind === 'silent'))
        await noteRuns(project, { state: 'running' }, 1000);
  }

  async function tick(): Promise<void> {
    await noteSilence();
    for (const id of [...changed].slice(0, MAX_RUNS)) {
      changed.delete(id);
      await look(id).catch((error: unknown) => {
        if (error instanceof AppError && error.code === 'overloaded')
          changed.add(id); // it is being changed
        else onError(error);
      });
    }
  }

  async function look(id: string): Promise<void> {
    const run = await meta.getRun(id);
    const concerned = run ? rulesOf(run) : [];
    if (!run || concerned.length === 0) return void readings.delete(id);
    const open = new Map((await alerts.openAlerts(id)).map((alert) => [alert.rule, alert]));
    const activity = (await metrics.activity([id])).get(id) ?? NOTHING_LOGGED;
    const outcomes: Outcome[] = [];
    for (const rule of concerned) outcomes.push(await lookFor(rule, run, activity, open.get(rule.id)));
    if (outcomes.includes('more')) changed.add(id);
    else if (run.endedAt !== null) readings.delete(id);
    if (outcomes.includes('news')) await bus.publish({ type: 'alerts' });
  }

  async function lookFor(
    rule: AlertRuleRecord,
    run: RunRecord,
    activity: RunFacts['activity'],
    open: AlertRecord | undefined,
  ): Promise<Outcome> {
    const reading = await readOn(rule, run.id);
    if (reading === 'more') return 'more';
    const found = reading
      ? await lookAt(reading, rule, run)
      : checkRun(rule.condition, { run, activity, now: now(), since });
    return (await settle(rule, run, found, open)) ? 'news' : 'nothing';
  }

  /** What a reading finds; not what was over before the rule, or was told before a restart. */
  async function lookAt(reading: Reading, rule: AlertRuleRecord, run: RunRecord): Promise<Finding | null> {
    const found = reading.check.look();
    const isNew = reading.isFollowed || run.createdAt >= rule.armedAt;
    reading.isFollowed = true;
    if (found?.overSince === undefined) return found;
    const before = await alerts.lastStep(rule.id, run.id);
    return isNew && found.overSince > (before ?? -1) ? found : null;
  }

  /** The rules that a run concerns. */
  function rulesOf({ project, endedAt, deletedAt }: RunRecord): AlertRuleRecord[] {
    if (deletedAt !== null) return [];
    return (rules.get(project) ?? []).filter(({ armedAt }) => endedAt === null || endedAt >= armedAt);
  }

  /** The reading of a rule about a series, once it has read all points; 'more' before. */
  async function readOn(rule: AlertRuleRecord, run: string): Promise<Reading | 'more' | undefined> {
    const ofRun = readings.get(run) ?? new Map<string, Reading>();
    let reading = ofRun.get(rule.id);
    if (!reading || reading.of !== rule.updatedAt) {
      const check = createSeriesCheck(rule.condition);
      if (!check) return undefined;
      reading = { check, of: rule.updatedAt, after: -1, isFollowed: false };
      ofRun.set(rule.id, reading);
      readings.set(run, ofRun);
    }
    const points = await metrics.points(run, reading.check.metric, { after: reading.after, limit: MAX_POINTS });
    reading.check.take(points);
    reading.after = points.step.at(-1) ?? reading.after;
    return points.step.length === MAX_POINTS ? 'more' : reading;
  }

  /** Opens or clears the alert of a rule for a run; true when there was something to do. */
  async function settle(
    rule: AlertRuleRecord,
    run: RunRecord,
    found: Finding | null,
    open: AlertRecord | undefined,
  ): Promise<boolean> {
    const isOver = found?.overSince !== undefined;
    if (open) {
      if (found === null || isOver) await alerts.clear(open.id, now());
      return found === null || isOver;
    }
    if (found === null || !(await isMeant(rule, run.id))) return false;
    const at = now();
    const payload = alertPayload(rule, run, found, { at, address: address() });
    return alerts.fire(
      {
        ...{ rule: rule.id, project: rule.project, run: run.id, runName: run.name, kind: rule.condition.kind },
        ...{ message: payload.message, step: found.step, firedAt: at, clearedAt: isOver ? at : null },
      },
      rule.channels.map((channel) => ({ channel, payload })),
    );
  }

  async function isMeant({ project, filter }: AlertRuleRecord, id: string): Promise<boolean> {
    if (filter === '') return true;
    const where = `(${filter}) and id = ${JSON.stringify(id)}`;
    return (await meta.listRuns({ project, where, sort: 'createdAt', order: 'desc', limit: 1 })).runs.length > 0;
  }

  return {
    /** Begins, with what may have changed while nobody looked. */
    async open(): Promise<void> {
      since = now();
      await readRules();
      for (const project of rules.keys()) await noteProject(project);
    },

    /** To be called after rules changed; with the project of one that came back, whose runs were not watched for it meanwhile. */
    async refresh(project?: string): Promise<void> {
      await readRules();
      if (project !== undefined) await noteProject(project);
    },

    /** Looks at what changed; one tick at a time. */
    tick(): Promise<void> {
      ticking ??= tick().finally(() => {
        ticking = null;
      });
      return ticking;
    },

    async close(): Promise<void> {
      stop();
      await ticking;
    },
  };
}

export type AlertWatch = ReturnType<typeof createAlertWatch>;

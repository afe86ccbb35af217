import type { AlertChannel, AlertCondition, AlertPayload } from '../../shared/alert.ts';

/** A rule that watches the runs of a project. Times are in ms since the Unix epoch. */
export interface AlertRuleRecord {
  id: string;
  project: string;
  condition: AlertCondition;
  filter: string;
  channels: AlertChannel[];
  enabled: boolean;
  /** Runs that ended before this do not concern it. */
  armedAt: number;
  createdAt: number;
  updatedAt: number;
}

export interface AlertRecord {
  id: number;
  /** Null once the rule was deleted. */
  rule: string | null;
  project: string;
  run: string;
  runName: string;
  kind: string;
  message: string;
  step: number | null;
  firedAt: number;
  clearedAt: number | null;
  seen: boolean;
}

export interface DeliveryRecord {
  id: number;
  project: string;
  channel: AlertChannel;
  payload: AlertPayload;
  status: 'waiting' | 'delivered' | 'failed';
  attempts: number;
  nextAt: number;
  error: string | null;
  createdAt: number;
  endedAt: number | null;
}

/** What became of an attempt: it is over, or to be tried again. */
export type DeliveryOutcome =
  | { status: 'delivered'; at: number }
  | { status: 'failed'; at: number; error: string }
  | { status: 'waiting'; nextAt: number; error: string };

/** A project may have so many rules. */
export const MAX_ALERT_RULES = 100;
/** Older alerts are forgotten, with their deliveries. */
export const MAX_ALERTS = 10_000;

/** Rules, what they came true for, and what was sent. A method resolves when its change is on disk. */
export interface AlertStore {
  /** In the order they were made; of every project where none is named. */
  listRules(project?: string): Promise<AlertRuleRecord[]>;
  getRule(project: string, id: string): Promise<AlertRuleRecord | undefined>;
  /** @throws {AppError} `conflict` when the project has MAX_ALERT_RULES rules */
  insertRule(rule: AlertRuleRecord): Promise<void>;
  /** False when there is no such rule. */
  updateRule(rule: Omit<AlertRuleRecord, 'createdAt'>): Promise<boolean>;
  /** Its alerts stay; what waits to be sent is given up. It can be brought back until it is purged. False when there is no such rule. */
  removeRule(project: string, id: string, at: number): Promise<boolean>;
  /**
   * Brings back a rule that was removed, as it was: with its secrets and open alerts, and what was given up is sent. False when there is none.
   *
   * @throws {AppError} `conflict` when the project has MAX_ALERT_RULES rules
   */
  restoreRule(project: string, id: string): Promise<boolean>;
  /** Forgets rules that were removed before a time, with their secrets. */
  purgeRules(before: number): Promise<void>;

  /** Alerts of a run that were not cleared, of rules that are there. */
  openAlerts(run: string): Promise<(AlertRecord & { rule: string })[]>;
  /** The highest step of all alerts that a rule gave for a run; null without one. */
  lastStep(rule: string, run: string): Promise<number | null>;
  /**
   * Stores an alert with its deliveries, atomically, cleared where `clearedAt` is given; false, with nothing changed, when the rule has one for this run that
   * was not cleared, or is gone.
   */
  fire(
    alert: Pick<AlertRecord, 'project' | 'run' | 'runName' | 'kind' | 'message' | 'step' | 'firedAt' | 'clearedAt'> & {
      rule: string;
    },
    deliveries: Pick<DeliveryRecord, 'channel' | 'payload'>[],
  ): Promise<boolean>;
  clear(alert: number, at: number): Promise<void>;
  /** The latest first. */
  listAlerts(query: { project?: string; limit: number }): Promise<AlertRecord[]>;
  countUnseen(): Promise<number>;
  markSeen(upTo: number): Promise<void>;

  /** Stores messages that no alert is behind. */
  insertDeliveries(
    rule: { project: string; id: string },
    deliveries: Pick<DeliveryRecord, 'channel' | 'payload'>[],
    at: number,
  ): Promise<void>;
  /** Waiting ones whose time has come, the longest waiting first. */
  dueDeliveries(now: number, limit: number): Promise<DeliveryRecord[]>;
  /** Notes an attempt. One that is not waiting any more stays as it is. */
  settle(delivery: number, outcome: DeliveryOutcome): Promise<void>;
  /** Lets a failed one be tried again; false when there is none. */
  retry(project: string, delivery: number, at: number): Promise<boolean>;
  /** The latest first. */
  listDeliveries(project: string, limit: number): Promise<DeliveryRecord[]>;
}

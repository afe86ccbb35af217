import { type AlertRecord, type AlertStore, type DeliveryRecord, MAX_ALERTS } from '../../ports/alert-store.ts';
import type { Db } from '../sqlite.ts';
import { createDeliveryStore } from './delivery-store.ts';
import { createRuleStore } from './rule-store.ts';

type AlertRow = Omit<AlertRecord, 'seen'> & { seen: 0 | 1 };
type Fired = Parameters<AlertStore['fire']>[0];
type Message = Pick<DeliveryRecord, 'channel' | 'payload'>;

/** Every read and write of rules, alerts and deliveries. */
export function createAlertStore(db: Db): AlertStore {
  const deliveries = createDeliveryStore(db);
  const SELECT = `SELECT alerts.number AS id, alert_rules.id AS rule, alerts.project, run, run_name AS runName, kind, message,
    step, fired_at AS firedAt, cleared_at AS clearedAt, seen FROM alerts LEFT JOIN alert_rules
    ON alert_rules.number = rule AND alert_rules.deleted_at IS NULL`;
  const selectOpen = db.prepare<[string], AlertRow & { rule: string }>(
    `${SELECT} WHERE run = ? AND cleared_at IS NULL AND alert_rules.id IS NOT NULL`,
  );
  const lastStep = db
    .prepare<[string, string], number | null>(
      'SELECT max(step) FROM alerts WHERE rule = (SELECT number FROM alert_rules WHERE id = ?) AND run = ?',
    )
    .pluck();
  const selectLatest = db.prepare<[number], AlertRow>(`${SELECT} ORDER BY alerts.number DESC LIMIT ?`);
  const selectOf = db.prepare<[string, number], AlertRow>(
    `${SELECT} WHERE alerts.project = ? ORDER BY alerts.number DESC LIMIT ?`,
  );
  const insert = db.prepare(`
    INSERT INTO alerts (rule, project, run, run_name, kind, message, step, fired_at, cleared_at)
    SELECT number, @project, @run, @runName, @kind, @message, @step, @firedAt, @clearedAt FROM alert_rules
    WHERE project = @project AND id = @rule AND deleted_at IS NULL
    ON CONFLICT DO NOTHING`);
  const forget = db.prepare(`DELETE FROM alerts WHERE number <= (SELECT max(number) FROM alerts) - ${MAX_ALERTS}`);
  const clear = db.prepare<[number, number]>(
    'UPDATE alerts SET cleared_at = ? WHERE number = ? AND cleared_at IS NULL',
  );
  const countUnseen = db.prepare<[], number>('SELECT count(*) FROM alerts WHERE seen = 0').pluck();
  const markSeen = db.prepare<[number]>('UPDATE alerts SET seen = 1 WHERE seen = 0 AND number <= ?');

  const fire = db.transaction((alert: Fired, messages: Message[]): boolean => {
    const { changes, lastInsertRowid } = insert.run(alert);
    if (changes === 0) return false;
    forget.run();
    deliveries.insert({ ...alert, alert: Number(lastInsertRowid), at: alert.firedAt }, messages);
    return true;
  });
  const insertAll = db.transaction((rule: { project: string; id: string }, messages: Message[], at: number): void => {
    deliveries.insert({ project: rule.project, rule: rule.id, alert: null, at }, messages);
  });

  return {
    ...createRuleStore(db),
    ...deliveries.methods,
    openAlerts: async (run) => selectOpen.all(run).map((row) => ({ ...row, seen: row.seen === 1 })),
    lastStep: async (rule, run) => lastStep.get(rule, run) ?? null,
    fire: async (alert, messages) => fire.immediate(alert, messages),
    async clear(alert, at) {
      clear.run(at, alert);
    },
    async listAlerts({ project, limit }) {
      const rows = project === undefined ? selectLatest.all(limit) : selectOf.all(project, limit);
      return rows.map((row) => ({ ...row, seen: row.seen === 1 }));
    },
    countUnseen: async () => countUnseen.get() ?? 0,
    async markSeen(upTo) {
      markSeen.run(upTo);
    },
    insertDeliveries: async (rule, messages, at) => insertAll.immediate(rule, messages, at),
  };
}

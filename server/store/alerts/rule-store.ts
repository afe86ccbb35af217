import { AppError } from '../../errors.ts';
import { type AlertRuleRecord, type AlertStore, MAX_ALERT_RULES } from '../../ports/alert-store.ts';
import type { Db } from '../sqlite.ts';

type RuleRow = Omit<AlertRuleRecord, 'condition' | 'channels' | 'enabled'> & {
  condition: string;
  channels: string;
  enabled: 0 | 1;
};

/** The rules of an AlertStore. */
export function createRuleStore(
  db: Db,
): Pick<AlertStore, 'listRules' | 'getRule' | 'insertRule' | 'updateRule' | 'removeRule'> {
  const SELECT = `SELECT id, project, condition, filter, channels, enabled, armed_at AS armedAt, created_at AS createdAt,
    updated_at AS updatedAt FROM alert_rules`;
  const selectAll = db.prepare<[], RuleRow>(`${SELECT} ORDER BY number`);
  const selectOf = db.prepare<[string], RuleRow>(`${SELECT} WHERE project = ? ORDER BY number`);
  const select = db.prepare<[string, string], RuleRow>(`${SELECT} WHERE project = ? AND id = ?`);
  const count = db.prepare<[string], number>('SELECT count(*) FROM alert_rules WHERE project = ?').pluck();
  const insert = db.prepare(`
    INSERT INTO alert_rules (id, project, condition, filter, channels, enabled, armed_at, created_at, updated_at)
    VALUES (@id, @project, @condition, @filter, @channels, @enabled, @armedAt, @createdAt, @updatedAt)`);
  const update = db.prepare(`
    UPDATE alert_rules SET condition = @condition, filter = @filter, channels = @channels, enabled = @enabled,
      armed_at = @armedAt, updated_at = @updatedAt
    WHERE project = @project AND id = @id`);
  const giveUp = db.prepare<[number, string, string]>(`
    UPDATE alert_deliveries SET status = 'failed', error = 'The rule was deleted.', ended_at = ?
    WHERE status = 'waiting' AND rule = (SELECT number FROM alert_rules WHERE project = ? AND id = ?)`);
  const remove = db.prepare<[string, string]>('DELETE FROM alert_rules WHERE project = ? AND id = ?');

  const insertWhole = db.transaction((rule: AlertRuleRecord): void => {
    if ((count.get(rule.project) ?? 0) >= MAX_ALERT_RULES)
      throw new AppError('conflict', `Project "${rule.project}" has ${MAX_ALERT_RULES} rules, the most.`, {
        limit: MAX_ALERT_RULES,
      });
    insert.run(toRow(rule));
  });
  const removeWhole = db.transaction((project: string, id: string, at: number): boolean => {
    giveUp.run(at, project, id);
    return remove.run(project, id).changes > 0;
  });

  return {
    listRules: async (project) => (project === undefined ? selectAll.all() : selectOf.all(project)).map(toRule),
    async getRule(project, id) {
      const row = select.get(project, id);
      return row && toRule(row);
    },
    insertRule: async (rule) => insertWhole.immediate(rule),
    updateRule: async (rule) => update.run(toRow(rule)).changes > 0,
    removeRule: async (project, id, at) => removeWhole.immediate(project, id, at),
  };
}

function toRule({ condition, channels, enabled, ...row }: RuleRow): AlertRuleRecord {
  return { ...row, condition: JSON.parse(condition), channels: JSON.parse(channels), enabled: enabled === 1 };
}

function toRow({ condition, channels, enabled, ...rule }: Omit<AlertRuleRecord, 'createdAt'>) {
  return {
    ...rule,
    condition: JSON.stringify(condition),
    channels: JSON.stringify(channels),
    enabled: enabled ? 1 : 0,
  };
}

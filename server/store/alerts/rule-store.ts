import { AppError } from '../../errors.ts';
import { type AlertRuleRecord, type AlertStore, MAX_ALERT_RULES } from '../../ports/alert-store.ts';
import type { Db } from '../sqlite.ts';

type RuleRow = Omit<AlertRuleRecord, 'condition' | 'channels' | 'enabled'> & {
  condition: string;
  channels: string;
  enabled: 0 | 1;
};

/** Why a message is not sent any more; by this it is found when its rule comes back. */
const RULE_DELETED = 'The rule was deleted.';

/** The rules of an AlertStore. */
export function createRuleStore(
  db: Db,
): Pick<
  AlertStore,
  'listRules' | 'getRule' | 'insertRule' | 'updateRule' | 'removeRule' | 'restoreRule' | 'purgeRules'
> {
  const SELECT = `SELECT id, project, condition, filter, channels, enabled, armed_at AS armedAt, created_at AS createdAt,
    updated_at AS updatedAt FROM alert_rules WHERE deleted_at IS NULL`;
  const selectAll = db.prepare<[], RuleRow>(`${SELECT} ORDER BY number`);
  const selectOf = db.prepare<[string], RuleRow>(`${SELECT} AND project = ? ORDER BY number`);
  const select = db.prepare<[string, string], RuleRow>(`${SELECT} AND project = ? AND id = ?`);
  const count = db
    .prepare<[string], number>('SELECT count(*) FROM alert_rules WHERE project = ? AND deleted_at IS NULL')
    .pluck();
  const insert = db.prepare(`
    INSERT INTO alert_rules (id, project, condition, filter, channels, enabled, armed_at, created_at, updated_at)
    VALUES (@id, @project, @condition, @filter, @channels, @enabled, @armedAt, @createdAt, @updatedAt)`);
  const update = db.prepare(`
    UPDATE alert_rules SET condition = @condition, filter = @filter, channels = @channels, enabled = @enabled,
      armed_at = @armedAt, updated_at = @updatedAt
    WHERE project = @project AND id = @id AND deleted_at IS NULL`);
  const remove = db.prepare<[number, string, string]>(
    'UPDATE alert_rules SET deleted_at = ? WHERE project = ? AND id = ? AND deleted_at IS NULL',
  );
  const giveUp = db.prepare<[number, string, string, string]>(`
    UPDATE alert_deliveries SET status = 'failed', ended_at = ?, error = ?
    WHERE status = 'waiting' AND rule = (SELECT number FROM alert_rules WHERE project = ? AND id = ?)`);
  const isDeleted = db.prepare<[string, string]>(
    'SELECT 1 FROM alert_rules WHERE project = ? AND id = ? AND deleted_at IS NOT NULL',
  );
  const restore = db.prepare<[string, string]>('UPDATE alert_rules SET deleted_at = NULL WHERE project = ? AND id = ?');
  const takeUp = db.prepare<[string, string, string]>(`
    UPDATE alert_deliveries SET status = 'waiting', ended_at = NULL, error = NULL
    WHERE status = 'failed' AND error = ? AND rule = (SELECT number FROM alert_rules WHERE project = ? AND id = ?)`);
  const purge = db.prepare<[number]>('DELETE FROM alert_rules WHERE deleted_at < ?');

  function expectRoom(project: string): void {
    if ((count.get(project) ?? 0) < MAX_ALERT_RULES) return;
    throw new AppError('conflict', `Project "${project}" has ${MAX_ALERT_RULES} rules, the most.`, {
      limit: MAX_ALERT_RULES,
    });
  }
  const insertWhole = db.transaction((rule: AlertRuleRecord): void => {
    expectRoom(rule.project);
    insert.run(toRow(rule));
  });
  const removeWhole = db.transaction((project: string, id: string, at: number): boolean => {
    if (remove.run(at, project, id).changes === 0) return false;
    giveUp.run(at, RULE_DELETED, project, id);
    return true;
  });
  const restoreWhole = db.transaction((project: string, id: string): boolean => {
    if (!isDeleted.get(project, id)) return false;
    expectRoom(project);
    restore.run(project, id);
    takeUp.run(RULE_DELETED, project, id);
    return true;
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
    restoreRule: async (project, id) => restoreWhole.immediate(project, id),
    async purgeRules(before) {
      purge.run(before);
    },
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

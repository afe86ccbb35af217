import type { AlertStore, DeliveryOutcome, DeliveryRecord } from '../../ports/alert-store.ts';
import type { Db } from '../sqlite.ts';

type DeliveryRow = Omit<DeliveryRecord, 'channel' | 'payload'> & { channel: string; payload: string };

/** Where messages come from: an alert, or null for none, and a rule of a project. */
interface Origin {
  alert: number | null;
  rule: string;
  project: string;
  at: number;
}

/** The deliveries of an AlertStore. `insert` is to be called within a transaction. */
export function createDeliveryStore(db: Db) {
  const SELECT = `SELECT number AS id, project, channel, payload, status, attempts, next_at AS nextAt, error,
    created_at AS createdAt, ended_at AS endedAt FROM alert_deliveries`;
  const selectDue = db.prepare<[number, number], DeliveryRow>(
    `${SELECT} WHERE status = 'waiting' AND next_at <= ? ORDER BY next_at, number LIMIT ?`,
  );
  const selectOf = db.prepare<[string, number], DeliveryRow>(
    `${SELECT} WHERE project = ? ORDER BY number DESC LIMIT ?`,
  );
  const insert = db.prepare(`
    INSERT INTO alert_deliveries (alert, rule, project, channel, payload, next_at, created_at)
    SELECT @alert, number, @project, @channel, @payload, @at, @at FROM alert_rules WHERE project = @project AND id = @rule AND deleted_at IS NULL`);
  const settle = db.prepare(`
    UPDATE alert_deliveries SET status = @status, attempts = attempts + 1, next_at = coalesce(@nextAt, next_at),
      error = @error, ended_at = @endedAt
    WHERE number = @delivery AND status = 'waiting'`);
  const retry = db.prepare<[number, number, string]>(`
    UPDATE alert_deliveries SET status = 'waiting', attempts = 0, next_at = ?, ended_at = NULL
    WHERE number = ? AND project = ? AND status = 'failed'`);

  const methods: Pick<AlertStore, 'dueDeliveries' | 'settle' | 'retry' | 'listDeliveries'> = {
    dueDeliveries: async (now, limit) => selectDue.all(now, limit).map(toDelivery),
    async settle(delivery, outcome) {
      settle.run({ delivery, error: null, nextAt: null, endedAt: endOf(outcome), ...outcome });
    },
    retry: async (project, delivery, at) => retry.run(at, delivery, project).changes > 0,
    listDeliveries: async (project, limit) => selectOf.all(project, limit).map(toDelivery),
  };

  return {
    methods,
    insert({ alert, rule, project, at }: Origin, messages: Pick<DeliveryRecord, 'channel' | 'payload'>[]): void {
      for (const { channel, payload } of messages)
        insert.run({ alert, rule, project, at, channel: JSON.stringify(channel), payload: JSON.stringify(payload) });
    },
  };
}

function endOf(outcome: DeliveryOutcome): number | null {
  return outcome.status === 'waiting' ? null : outcome.at;
}

function toDelivery({ channel, payload, ...row }: DeliveryRow): DeliveryRecord {
  return { ...row, channel: JSON.parse(channel), payload: JSON.parse(payload) };
}

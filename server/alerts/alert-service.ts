import type { Alert, AlertChannel, AlertRule, Delivery, SaveAlertRule, ShownChannel } from '../../shared/alert.ts';
import { FilterError } from '../../shared/filter-words.ts';
import { parseRunFilter } from '../../shared/run-filter.ts';
import { AppError } from '../errors.ts';
import type { AlertRecord, AlertRuleRecord, AlertStore, DeliveryRecord } from '../ports/alert-store.ts';
import type { Bus } from '../ports/bus.ts';
import type { AlertWatch } from './alert-watch.ts';
import { testPayload } from './payload.ts';

/** Deliveries in one answer. */
const MAX_SHOWN = 100;

export interface AlertServiceOptions {
  alerts: AlertStore;
  watch: Pick<AlertWatch, 'refresh'>;
  bus: Bus;
  now: () => number;
  newId: () => string;
}

/** Rules of projects, the alerts that they gave, and what was sent. */
export function createAlertService({ alerts, watch, bus, now, newId }: AlertServiceOptions) {
  async function find(project: string, id: string): Promise<AlertRuleRecord> {
    const rule = await alerts.getRule(project, id);
    if (!rule) throw new AppError('not_found', `Project "${project}" has no alert rule "${id}".`, { id });
    return rule;
  }

  return {
    async listRules(project: string): Promise<AlertRule[]> {
      return (await alerts.listRules(project)).map(toRule);
    },

    /** @throws {AppError} `invalid` for a filter that cannot be read; `conflict` when the project has too many rules */
    async createRule(project: string, asked: SaveAlertRule): Promise<AlertRule> {
      expectFilter(asked.filter);
      const at = now();
      const rule = { id: newId(), project, ...asked, armedAt: at, createdAt: at, updatedAt: at };
      await alerts.insertRule(rule);
      await watch.refresh();
      return toRule(rule);
    },

    /** @throws {AppError} `not_found`; `invalid` for a filter that cannot be read */
    async replaceRule(project: string, id: string, asked: SaveAlertRule): Promise<AlertRule> {
      const before = await find(project, id);
      expectFilter(asked.filter);
      const at = now();
      const channels = asked.channels.map((channel) => withSecret(channel, before.channels));
      const armedAt = asked.enabled && !before.enabled ? at : before.armedAt;
      const rule = { ...before, ...asked, channels, armedAt, updatedAt: at };
      await alerts.updateRule(rule);
      await watch.refresh();
      return toRule(rule);
    },

    /** @throws {AppError} `not_found` */
    async removeRule(project: string, id: string): Promise<void> {
      await find(project, id);
      await alerts.removeRule(project, id, now());
      await watch.refresh();
      await bus.publish({ type: 'alerts' });
    },

    /** Brings back a rule that was removed, whole. @throws {AppError} `not_found`; `conflict` when the project has too many rules */
    async restoreRule(project: string, id: string): Promise<AlertRule> {
      if (!(await alerts.restoreRule(project, id)))
        throw new AppError('not_found', `Project "${project}" has no deleted alert rule "${id}".`, { id });
      await watch.refresh(project);
      await bus.publish({ type: 'alerts' });
      return toRule(await find(project, id));
    },

    /** Sends a message to each channel of a rule. @throws {AppError} `not_found`; `conflict` when it has none */
    async testRule(project: string, id: string): Promise<void> {
      const rule = await find(project, id);
      if (rule.channels.length === 0) throw new AppError('conflict', 'The rule has no channel to test.', { id });
      const payload = testPayload(rule, now());
      await alerts.insertDeliveries(
        rule,
        rule.channels.map((channel) => ({ channel, payload })),
        now(),
      );
      await bus.publish({ type: 'alerts' });
    },

    async listAlerts(query: { project?: string; limit: number }): Promise<{ alerts: Alert[]; unseen: number }> {
      return { alerts: (await alerts.listAlerts(query)).map(toAlert), unseen: await alerts.countUnseen() };
    },

    async markSeen(upTo: number): Promise<void> {
      await alerts.markSeen(upTo);
      await bus.publish({ type: 'alerts' });
    },

    async listDeliveries(project: string): Promise<Delivery[]> {
      return (await alerts.listDeliveries(project, MAX_SHOWN)).map(toDelivery);
    },

    /** @throws {AppError} `not_found` when no such delivery has failed */
    async retryDelivery(project: string, id: number): Promise<void> {
      if (!(await alerts.retry(project, id, now())))
        throw new AppError('not_found', `Project "${project}" has no failed delivery ${id}.`, { id });
      await bus.publish({ type: 'alerts' });
    },
  };
}

export type AlertService = ReturnType<typeof createAlertService>;

function expectFilter(filter: string): void {
  try {
    if (filter !== '') parseRunFilter(filter);
  } catch (error) {
    if (!(error instanceof FilterError)) throw error;
    throw new AppError('invalid', `The filter cannot be read: ${error.message}`, {
      fields: [{ path: '/filter', message: error.message, value: filter }],
    });
  }
}

/** A secret that is left out stays as it was for the same address. */
function withSecret(channel: AlertChannel, before: readonly AlertChannel[]): AlertChannel {
  if (channel.kind !== 'webhook' || channel.secret !== undefined) return channel;
  const same = before.find((each) => each.kind === 'webhook' && each.url === channel.url);
  return same?.kind === 'webhook' && same.secret !== undefined ? { ...channel, secret: same.secret } : channel;
}

function showChannel(channel: AlertChannel): ShownChannel {
  if (channel.kind !== 'webhook') return channel;
  return { kind: 'webhook', url: channel.url, signed: channel.secret !== undefined };
}

const iso = (ms: number) => new Date(ms).toISOString();

function toRule({ armedAt: _, channels, createdAt, updatedAt, ...rule }: AlertRuleRecord): AlertRule {
  return { ...rule, channels: channels.map(showChannel), createdAt: iso(createdAt), updatedAt: iso(updatedAt) };
}

function toAlert({ firedAt, clearedAt, ...alert }: AlertRecord): Alert {
  return { ...alert, firedAt: iso(firedAt), clearedAt: clearedAt === null ? null : iso(clearedAt) };
}

function toDelivery({
  project: _,
  channel,
  payload,
  nextAt,
  createdAt,
  endedAt,
  ...delivery
}: DeliveryRecord): Delivery {
  return {
    ...delivery,
    channel: showChannel(channel),
    message: payload.message,
    test: payload.test,
    nextAt: delivery.status === 'waiting' ? iso(nextAt) : null,
    createdAt: iso(createdAt),
    endedAt: endedAt === null ? null : iso(endedAt),
  };
}

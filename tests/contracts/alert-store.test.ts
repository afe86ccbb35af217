import { describe, expect, test } from 'vitest';
import type { AlertRuleRecord, AlertStore } from '../../server/ports/alert-store.ts';
import { MAX_ALERT_RULES } from '../../server/ports/alert-store.ts';
import type { AlertPayload } from '../../shared/alert.ts';
import { storageAdapters } from './adapters.ts';

const WEBHOOK = { kind: 'webhook', url: 'https://example.com/hook', secret: 'a long secret' } as const;
const EMAIL = { kind: 'email', to: 'a@example.com' } as const;
const CONDITION = { kind: 'threshold', metric: 'loss', side: 'above', value: 2, seconds: 0 } as const;
const PAYLOAD: AlertPayload = {
  ...{ type: 'alert', test: false, project: 'p', step: 3, firedAt: '2026-01-01T00:00:00.000Z' },
  rule: { id: 'rule', condition: CONDITION, text: 'loss is above 2' },
  run: { id: 'r', name: 'run', url: 'http://x/runs/r' },
  message: 'run loss is above 2',
};

function aRule(id: string, more: Partial<AlertRuleRecord> = {}): AlertRuleRecord {
  const times = { armedAt: 1, createdAt: 1, updatedAt: 1 };
  return { id, project: 'p', condition: CONDITION, filter: '', channels: [WEBHOOK], enabled: true, ...times, ...more };
}

const fire = (alerts: AlertStore, run = 'r', rule = 'rule', channels: (typeof WEBHOOK | typeof EMAIL)[] = [WEBHOOK]) =>
  alerts.fire(
    {
      rule,
      project: 'p',
      run,
      runName: 'run',
      kind: 'threshold',
      message: PAYLOAD.message,
      step: 3,
      firedAt: 100,
      clearedAt: null,
    },
    channels.map((channel) => ({ channel, payload: PAYLOAD })),
  );

describe.each(storageAdapters)('AlertStore of $name', ({ open }) => {
  test('rules are given back as they were put in, changed whole and removed', async () => {
    const { alerts } = await open();
    const rule = aRule('rule', { filter: 'tag:x', channels: [WEBHOOK, EMAIL] });
    await alerts.insertRule(rule);
    await alerts.insertRule(aRule('other', { project: 'q' }));
    expect(await alerts.listRules('p')).toEqual([rule]);
    expect((await alerts.listRules()).map(({ id }) => id)).toEqual(['rule', 'other']);
    const changed = { ...rule, condition: { kind: 'finished' } as const, enabled: false, armedAt: 9, updatedAt: 9 };
    expect(await alerts.updateRule(changed)).toBe(true);
    expect(await alerts.getRule('p', 'rule')).toEqual(changed);
    expect(await alerts.getRule('q', 'rule')).toBeUndefined();
    expect(await alerts.updateRule({ ...changed, id: 'none' })).toBe(false);
    expect(await alerts.removeRule('q', 'rule', 10)).toBe(false);
    expect(await alerts.removeRule('p', 'rule', 10)).toBe(true);
    expect(await alerts.listRules('p')).toEqual([]);
  });

  test(`a project has ${MAX_ALERT_RULES} rules at most`, async () => {
    const { alerts } = await open();
    for (let index = 0; index < MAX_ALERT_RULES; index++) await alerts.insertRule(aRule(`r${index}`));
    await expect(alerts.insertRule(aRule('more'))).rejects.toMatchObject({ code: 'conflict' });
    await alerts.insertRule(aRule('elsewhere', { project: 'q' }));
  });

  test('a rule has one open alert for a run, and another once that was cleared', async () => {
    const { alerts } = await open();
    await alerts.insertRule(aRule('rule'));
    expect(await Promise.all([fire(alerts), fire(alerts), fire(alerts, 'r2')])).toEqual([true, false, true]);
    const [first] = await alerts.openAlerts('r');
    expect(first).toMatchObject({ rule: 'rule', run: 'r', runName: 'run', step: 3, clearedAt: null, seen: false });
    expect(await alerts.listDeliveries('p', 10)).toHaveLength(2);
    expect(await Promise.all(['r', 'r3'].map((run) => alerts.lastStep('rule', run)))).toEqual([3, null]);
    await alerts.clear(first?.id ?? 0, 200);
    expect(await alerts.openAlerts('r')).toEqual([]);
    expect(await fire(alerts)).toBe(true);
    expect((await alerts.listAlerts({ limit: 10 })).map(({ run, clearedAt }) => [run, clearedAt])).toEqual([
      ['r', null],
      ['r2', null],
      ['r', 200],
    ]);
  });

  test('a rule that is gone gives no alert; its alerts stay, and what waits is given up', async () => {
    const { alerts } = await open();
    expect(await fire(alerts)).toBe(false);
    await alerts.insertRule(aRule('rule'));
    await fire(alerts);
    await alerts.removeRule('p', 'rule', 300);
    expect(await alerts.listAlerts({ project: 'p', limit: 10 })).toMatchObject([{ rule: null, run: 'r' }]);
    expect(await alerts.openAlerts('r')).toEqual([]);
    expect(await alerts.listDeliveries('p', 10)).toMatchObject([
      { status: 'failed', error: 'The rule was deleted.', endedAt: 300 },
    ]);
    expect(await alerts.dueDeliveries(1e9, 10)).toEqual([]);
  });

  test('a rule that was removed comes back as it was: with its secret, its open alert, and what waited', async () => {
    const { alerts } = await open();
    const rule = aRule('rule');
    await alerts.insertRule(rule);
    await fire(alerts);
    await alerts.removeRule('p', 'rule', 300);
    expect(await fire(alerts)).toBe(false);
    expect(await alerts.removeRule('p', 'rule', 301)).toBe(false);
    expect(await alerts.updateRule(rule)).toBe(false);
    expect(await alerts.restoreRule('q', 'rule')).toBe(false);
    expect(await alerts.restoreRule('p', 'rule')).toBe(true);
    expect(await alerts.restoreRule('p', 'rule')).toBe(false);
    expect(await alerts.getRule('p', 'rule')).toEqual(rule);
    expect(await alerts.openAlerts('r')).toMatchObject([{ rule: 'rule' }]);
    expect(await fire(alerts)).toBe(false);
    expect(await alerts.dueDeliveries(1e9, 10)).toMatchObject([{ channel: WEBHOOK, error: null, endedAt: null }]);
  });

  test('a rule that was removed is forgotten once it is purged', async () => {
    const { alerts } = await open();
    for (const id of ['old', 'new', 'kept']) await alerts.insertRule(aRule(id));
    await alerts.removeRule('p', 'old', 300);
    await alerts.removeRule('p', 'new', 400);
    await alerts.purgeRules(400);
    expect(await alerts.restoreRule('p', 'old')).toBe(false);
    expect(await alerts.restoreRule('p', 'new')).toBe(true);
    expect((await alerts.listRules('p')).map(({ id }) => id)).toEqual(['new', 'kept']);
  });

  test('a removed rule takes no room, and comes back only where there is some', async () => {
    const { alerts } = await open();
    for (let index = 0; index < MAX_ALERT_RULES; index++) await alerts.insertRule(aRule(`r${index}`));
    await alerts.removeRule('p', 'r0', 300);
    await alerts.insertRule(aRule('more'));
    await expect(alerts.restoreRule('p', 'r0')).rejects.toMatchObject({ code: 'conflict' });
    expect(await alerts.getRule('p', 'r0')).toBeUndefined();
  });

  test('counts alerts that nobody has seen', async () => {
    const { alerts } = await open();
    await alerts.insertRule(aRule('rule'));
    for (const run of ['a', 'b', 'c']) await fire(alerts, run);
    const [, second] = await alerts.listAlerts({ limit: 10 });
    await alerts.markSeen(second?.id ?? 0);
    expect(await alerts.countUnseen()).toBe(1);
    expect((await alerts.listAlerts({ limit: 10 })).map(({ run, seen }) => [run, seen])).toEqual([
      ['c', false],
      ['b', true],
      ['a', true],
    ]);
    expect(await alerts.listAlerts({ project: 'q', limit: 10 })).toEqual([]);
  });

  test('a delivery is due until it is settled, with what it was given', async () => {
    const { alerts } = await open();
    await alerts.insertRule(aRule('rule'));
    await fire(alerts, 'r', 'rule', [WEBHOOK, EMAIL]);
    const due = await alerts.dueDeliveries(100, 10);
    expect(due).toMatchObject([
      { channel: WEBHOOK, payload: PAYLOAD, attempts: 0, status: 'waiting', error: null },
      { channel: EMAIL },
    ]);
    const [webhook, email] = due.map(({ id }) => id) as [number, number];
    await alerts.settle(webhook, { status: 'waiting', nextAt: 500, error: 'answered 500' });
    await alerts.settle(email, { status: 'delivered', at: 110 });
    expect(await alerts.dueDeliveries(499, 10)).toEqual([]);
    expect(await alerts.dueDeliveries(500, 10)).toMatchObject([{ id: webhook, attempts: 1, error: 'answered 500' }]);
    await alerts.settle(webhook, { status: 'failed', at: 600, error: 'answered 404' });
    await alerts.settle(webhook, { status: 'delivered', at: 700 });
    expect(await alerts.listDeliveries('p', 10)).toMatchObject([
      { id: email, status: 'delivered', attempts: 1, endedAt: 110, error: null },
      { id: webhook, status: 'failed', attempts: 2, endedAt: 600, error: 'answered 404' },
    ]);
    expect(await alerts.retry('q', webhook, 800)).toBe(false);
    expect(await alerts.retry('p', email, 800)).toBe(false);
    expect(await alerts.retry('p', webhook, 800)).toBe(true);
    expect(await alerts.dueDeliveries(800, 10)).toMatchObject([{ id: webhook, attempts: 0, endedAt: null }]);
  });

  test('a test of a rule is a delivery without an alert', async () => {
    const { alerts } = await open();
    await alerts.insertRule(aRule('rule'));
    await alerts.insertDeliveries({ project: 'p', id: 'rule' }, [{ channel: EMAIL, payload: PAYLOAD }], 5);
    expect(await alerts.dueDeliveries(5, 10)).toMatchObject([{ channel: EMAIL, project: 'p', createdAt: 5 }]);
    expect(await alerts.listAlerts({ limit: 10 })).toEqual([]);
  });

  test('survives a kill', async () => {
    const storage = await open();
    await storage.alerts.insertRule(aRule('rule'));
    await fire(storage.alerts);
    const { alerts } = await storage.afterKill();
    expect(await alerts.openAlerts('r')).toMatchObject([{ rule: 'rule' }]);
    expect(await alerts.dueDeliveries(100, 10)).toHaveLength(1);
    expect(await fire(alerts)).toBe(false);
  });
});

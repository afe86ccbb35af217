import type { Alert, Delivery } from '../../../../shared/alert.ts';
import { startServer, type TestServer } from '../../../support/start-server.ts';
import { until } from '../../../support/until.ts';

export const RULES = '/projects/p/alert-rules';
export const FINISHED = { condition: { kind: 'finished' } };
export const ABOVE = { condition: { kind: 'threshold', metric: 'loss', side: 'above', value: 2, seconds: 0 } };

export const start = (flags: string[] = [], more = {}) =>
  startServer({ alertTickMs: 20, flags: ['--alert-allow-private', ...flags], ...more });

export const log = ({ send }: TestServer, run: string, step: number, loss: number) =>
  send('POST', `/runs/${run}/log`, { step, metrics: { loss } });
export const alertsOf = async ({ send }: TestServer): Promise<Alert[]> => (await send('GET', '/alerts')).body.alerts;
export const untilAlerts = (server: TestServer, count: number) =>
  until(async () => {
    const found = await alertsOf(server);
    return found.length >= count ? found : undefined;
  }, `${count} alerts are there`);
export const untilDelivery = ({ send }: TestServer, status: Delivery['status']) =>
  until(async () => {
    const { deliveries } = (await send('GET', '/projects/p/alert-deliveries')).body;
    return deliveries.find((each: Delivery) => each.status === status && each.attempts > 0) as Delivery | undefined;
  }, `a delivery is ${status}`);

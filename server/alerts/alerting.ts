import type { AlertStore } from '../ports/alert-store.ts';
import { createAlertDelivery } from './alert-delivery.ts';
import { createAlertService } from './alert-service.ts';
import { type AlertWatchOptions, createAlertWatch } from './alert-watch.ts';
import { createSender } from './channels.ts';
import { createMailer } from './mailer.ts';

/** Runs that changed are looked at, and messages sent, this often. */
const TICK_MS = 500;
/** A rule that was deleted can be brought back for so long. */
const KEPT_MS = 24 * 3600_000;
const PURGE_EVERY_MS = 3600_000;

export interface AlertingOptions extends Omit<AlertWatchOptions, 'alerts'> {
  alerts: AlertStore;
  newId: () => string;
  /** Whether addresses of this machine and of the networks around it may be sent to. */
  allowPrivate: boolean;
  /** Empty where no e-mail can be sent. */
  smtp: string;
  from: string;
  tickMs?: number | undefined;
}

/** Alerts as a whole: what watches runs, what sends messages, and the service for the API. */
export function createAlerting(options: AlertingOptions) {
  const { alerts, bus, now, newId, allowPrivate, smtp, from, onError, tickMs = TICK_MS } = options;
  const watch = createAlertWatch(options);
  const mailer = smtp === '' ? undefined : createMailer({ smtp, from });
  const delivery = createAlertDelivery({ alerts, bus, now, send: createSender({ allowPrivate, mailer, now }) });
  const ticks = setInterval(() => {
    void watch.tick().catch(onError);
    void delivery.tick().catch(onError);
  }, tickMs);

  const purge = () => alerts.purgeRules(now() - KEPT_MS);
  const purges = setInterval(() => void purge().catch(onError), PURGE_EVERY_MS);

  return {
    service: createAlertService({ alerts, watch, bus, now, newId }),
    canEmail: mailer !== undefined,
    async open(): Promise<void> {
      await purge();
      await watch.open();
    },

    async close(): Promise<void> {
      clearInterval(ticks);
      clearInterval(purges);
      await watch.close();
      await delivery.close();
    },
  };
}

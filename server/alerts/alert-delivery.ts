import type { AlertStore, DeliveryOutcome, DeliveryRecord } from '../ports/alert-store.ts';
import type { Bus } from '../ports/bus.ts';
import type { Send } from './channels.ts';
import { DeliveryError } from './post.ts';

/** Sent at once. */
const AT_ONCE = 8;
/** After 5 s, 20 s, 80 s… and an hour at most: the last attempt is about four hours after the first. */
const FIRST_DELAY_MS = 5000;
const DELAY_FACTOR = 4;
const LONGEST_DELAY_MS = 3_600_000;
export const MAX_ATTEMPTS = 8;

export interface AlertDeliveryOptions {
  alerts: Pick<AlertStore, 'dueDeliveries' | 'settle'>;
  send: Send;
  bus: Bus;
  now: () => number;
}

/**
 * Sends what waits to be sent. What is to be sent and what became of it is in the store, so that a restart forgets
 * nothing; a message whose outcome a crash kept from being stored is sent again, with the same number.
 */
export function createAlertDelivery({ alerts, send, bus, now }: AlertDeliveryOptions) {
  let sending: Promise<void> | null = null;

  async function attempt({ id, channel, payload, attempts }: DeliveryRecord): Promise<DeliveryOutcome> {
    try {
      await send(channel, payload, id);
      return { status: 'delivered', at: now() };
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      const isFinal = (error instanceof DeliveryError && !error.canRetry) || attempts + 1 >= MAX_ATTEMPTS;
      if (isFinal) return { status: 'failed', at: now(), error: why };
      const delay = Math.min(LONGEST_DELAY_MS, FIRST_DELAY_MS * DELAY_FACTOR ** attempts);
      return { status: 'waiting', nextAt: now() + delay, error: why };
    }
  }

  async function sendDue(): Promise<void> {
    const due = await alerts.dueDeliveries(now(), AT_ONCE);
    if (due.length === 0) return;
    await Promise.all(due.map(async (delivery) => alerts.settle(delivery.id, await attempt(delivery))));
    await bus.publish({ type: 'alerts' });
  }

  return {
    /** Sends what is due; one round at a time. */
    tick(): Promise<void> {
      sending ??= sendDue().finally(() => {
        sending = null;
      });
      return sending;
    },

    async close(): Promise<void> {
      await sending;
    },
  };
}

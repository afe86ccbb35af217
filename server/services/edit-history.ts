import type { Bus } from '../ports/bus.ts';
import type { RunRecord } from '../ports/meta-store.ts';
import type { MetricReader } from '../ports/metric-reader.ts';
import type { MetricWriter } from '../ports/metric-writer.ts';

/** What a mark may hold. */
const LONGEST = 4096;

/** Keeps what was changed about a run as marks of the run, which outlive every later change. */
export function createEditHistory({
  metrics,
  bus,
  now,
  newId,
}: {
  metrics: Pick<MetricWriter, 'append'> & Pick<MetricReader, 'activity'>;
  bus: Bus;
  now: () => number;
  newId: () => string;
}) {
  return {
    /** Adds a mark at the run's last step; resolves with the revision that has it. @throws {AppError} as `MetricWriter.append` refuses a batch */
    async add({ id, attempt }: Pick<RunRecord, 'id' | 'attempt'>, text: string): Promise<number> {
      const step = (await metrics.activity([id])).get(id)?.maxStep ?? 0;
      const event = { kind: 'edit' as const, step, time: now(), text: text.slice(0, LONGEST) };
      // A writer of its own: nobody counts on its numbers.
      const batch = { writer: `edit-${newId()}`, attempt: Math.max(1, attempt), seq: 1, events: [event] };
      const [outcome] = await metrics.append([{ run: id, batch, receivedAt: now() }]);
      if (!outcome || 'error' in outcome) throw outcome?.error ?? new Error('a batch was given no outcome');
      if (outcome.commit) await bus.publish({ type: 'commit', run: id, commit: outcome.commit });
      return outcome.ack.rev;
    },
  };
}

export type EditHistory = ReturnType<typeof createEditHistory>;

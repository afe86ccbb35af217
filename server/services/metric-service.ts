import type { GroupAnswer, GroupQuery } from '../../shared/group-query.ts';
import type { HistogramAnswer, HistogramKeyList, HistogramQuery } from '../../shared/histogram-query.ts';
import type { EventPage, EventQuery, LogPage, LogQuery, SeriesList } from '../../shared/logged.ts';
import type { SeriesAnswer, SeriesQuery } from '../../shared/query.ts';
import type { MetricReader } from '../ports/metric-reader.ts';
import type { RunAccess } from './run-access.ts';
import { expectForward } from './window.ts';

/** Reads what runs logged, each answer with the revision that it shows at least. */
export function createMetricService({ access, metrics }: { access: RunAccess; metrics: MetricReader }) {
  /** Read before the rest: what is committed in between is part of the answer, and comes again over the live connection. */
  async function revOf(id: string): Promise<number> {
    await access.findState(id);
    return (await metrics.activity([id])).get(id)?.rev ?? 0;
  }

  const presentOf = async (ids: readonly string[]) => (await access.findPresent(ids)).map(({ id }) => id);

  return {
    async series(run: string): Promise<SeriesList> {
      const rev = await revOf(run);
      return { series: await metrics.series(run), rev };
    },

    async logs(run: string, { cursor: after, limit, tail }: LogQuery): Promise<LogPage> {
      const rev = await revOf(run);
      const { lines, total } = await metrics.logs(run, { after, limit, tail });
      const last = lines.at(-1)?.id ?? total;
      return { lines, nextCursor: last < total ? last : null, total, rev }; // ids count the lines of the run
    },

    async events(run: string, { cursor: after, limit, tail }: EventQuery): Promise<EventPage> {
      const rev = await revOf(run);
      const { events, total, hasMore } = await metrics.events(run, { after, limit, tail });
      return { events, nextCursor: hasMore ? (events.at(-1)?.id ?? null) : null, total, rev };
    },

    async histogramKeys(run: string): Promise<HistogramKeyList> {
      const rev = await revOf(run);
      return { keys: await metrics.histogramKeys(run), rev };
    },

    /** The revision of each of these runs that is there and not in the trash. */
    async revisions(runs: readonly string[]): Promise<Record<string, number>> {
      const known = await metrics.activity(await presentOf(runs));
      return Object.fromEntries(Array.from(known, ([run, { rev }]) => [run, rev]));
    },

    async queryHistograms(query: HistogramQuery): Promise<HistogramAnswer> {
      const rev = await revOf(query.run);
      return { series: await metrics.queryHistograms(query), rev };
    },

    async queryGroups({ groups, ...query }: GroupQuery): Promise<GroupAnswer> {
      expectForward(query);
      const present = await Promise.all(groups.map(async (group) => ({ ...group, runs: await presentOf(group.runs) })));
      return { groups: await metrics.queryGroups({ ...query, groups: present }) };
    },

    async querySeries(query: SeriesQuery): Promise<SeriesAnswer> {
      expectForward(query);
      const runs = await presentOf(query.runs);
      return { series: runs.length === 0 ? [] : await metrics.querySeries({ ...query, runs }) };
    },
  };
}

export type MetricService = ReturnType<typeof createMetricService>;

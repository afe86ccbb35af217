import { type Expression, FormulaError } from '../../shared/formula/expression.ts';
import { parseFormula } from '../../shared/formula/parse.ts';
import type { GroupAnswer, GroupQuery } from '../../shared/group-query.ts';
import type { HistogramAnswer, HistogramKeyList, HistogramQuery } from '../../shared/histogram-query.ts';
import type {
  EventPage,
  EventQuery,
  LogPage,
  LogQuery,
  NonFinitePoints,
  NonFiniteQuery,
  SeriesList,
} from '../../shared/logged.ts';
import { toJsonNumber } from '../../shared/number.ts';
import type { SeriesAnswer, SeriesQuery } from '../../shared/query.ts';
import { AppError } from '../errors.ts';
import type { RunRecord } from '../ports/meta-store.ts';
import type { Ancestor, MetricReader } from '../ports/metric-reader.ts';
import type { RunAccess } from './run-access.ts';
import { expectForward } from './window.ts';

/** A longer chain of forks ends here. */
const MOST_ANCESTORS = 100;

/** Reads what runs logged, each answer with the revision that it shows at least. */
export function createMetricService({ access, metrics }: { access: RunAccess; metrics: MetricReader }) {
  /** Read before the rest: what is committed in between is part of the answer, and comes again over the live connection. */
  async function revOf(id: string): Promise<number> {
    await access.findState(id);
    return (await metrics.activity([id])).get(id)?.rev ?? 0;
  }

  const presentOf = async (ids: readonly string[]) => (await access.findPresent(ids)).map(({ id }) => id);

  /** The runs that a run was forked from, the oldest first; the chain ends at a run that is gone. */
  async function lineageOf(run: RunRecord): Promise<Ancestor[]> {
    const lineage: Ancestor[] = [];
    let upTo = Number.POSITIVE_INFINITY;
    for (let next: RunRecord | undefined = run; next && lineage.length < MOST_ANCESTORS; ) {
      const { parentRun, forkStep }: RunRecord = next;
      if (parentRun === null || forkStep === null) break;
      upTo = Math.min(upTo, forkStep);
      [next] = await access.findPresent([parentRun]);
      if (next) lineage.unshift({ run: next.id, upTo });
    }
    return lineage;
  }

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

    async nonFinite(run: string, { key, limit }: NonFiniteQuery): Promise<NonFinitePoints> {
      const rev = await revOf(run);
      const { step, time, value } = await metrics.nonFinite(run, key, limit);
      return { step: [...step], time: [...time], value: Array.from(value, toJsonNumber), rev };
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

    /**
     * Like `querySeries`, with formulas over metrics and with the points of the runs that a run was forked from.
     *
     * @throws {AppError} `invalid` for a formula that is none
     */
    async queryCurves({ formulas = [], ancestors = false, ...query }: CurvesOf): Promise<SeriesAnswer> {
      expectForward(query);
      const read = formulas.map((text) => ({ text, expression: readFormula(text) }));
      const runs = await access.findPresent(query.runs);
      const lineages = ancestors
        ? await Promise.all(runs.map(async (run) => [run.id, await lineageOf(run)] as const))
        : [];
      const forked = new Map(lineages.filter(([, lineage]) => lineage.length > 0));
      const ids = runs.map(({ id }) => id);
      const [baseline] = query.baseline === undefined ? [] : await presentOf([query.baseline]);
      const { baseline: _asked, ...rest } = query;
      const all = {
        ...rest,
        ...(baseline !== undefined && { baseline }),
        runs: ids,
        formulas: read,
        ancestors: forked,
      };
      return { series: ids.length === 0 ? [] : await metrics.querySeries(all) };
    },

    async querySeries(query: SeriesQuery): Promise<SeriesAnswer> {
      expectForward(query);
      const runs = await presentOf(query.runs);
      return { series: runs.length === 0 ? [] : await metrics.querySeries({ ...query, runs }) };
    },
  };
}

interface CurvesOf extends SeriesQuery {
  formulas?: string[];
  baseline?: string;
  ancestors?: boolean;
  kinds?: boolean;
}

/** @throws {AppError} `invalid`, naming the place of the fault */
function readFormula(text: string): Expression {
  try {
    return parseFormula(text);
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    throw new AppError('invalid', `The formula ${text} is none: ${error.message}.`, { formula: text, at: error.at });
  }
}

export type MetricService = ReturnType<typeof createMetricService>;

import type {
  CurvesAnswer,
  GroupsAnswer,
  HistogramsAnswer,
  PartAnswer,
  PartQuery,
} from '../../../shared/panel-query.ts';

type Numbers = Float64Array;

/** The answer that a query gets, when it is not refused. */
export type AnswerTo<Query extends PartQuery> = Query extends { kind: 'curves' }
  ? CurvesAnswer<Numbers>
  : Query extends { kind: 'groups' }
    ? GroupsAnswer<Numbers>
    : HistogramsAnswer<Numbers>;

/** Queries that differ in nothing but their keys become one part. `places` has the part of each query. */
export function mergeQueries(queries: readonly PartQuery[]): { parts: PartQuery[]; places: number[] } {
  const parts: PartQuery[] = [];
  const placeOf = new Map<string, number>();
  const places = queries.map((query) => {
    const alike = JSON.stringify({ ...query, keys: [] });
    const place = placeOf.get(alike) ?? parts.length;
    placeOf.set(alike, place);
    const others = parts[place]?.keys ?? [];
    parts[place] = { ...query, keys: [...new Set([...others, ...query.keys])] };
    return place;
  });
  return { parts, places };
}

/** Of the answer for a merged part, what one of its queries asked for. */
export function selectAnswer<Part extends PartAnswer<Numbers>>(answer: Part, query: PartQuery): Part {
  if (answer.kind === 'failed') return answer;
  const keys = [...query.keys, ...(query.kind === 'curves' ? (query.formulas ?? []) : [])];
  const series = (answer.series as { key: string }[]).filter(({ key }) => keys.includes(key));
  return { ...answer, series };
}

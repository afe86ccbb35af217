import type { PanelSpec } from '../../shared/panel-spec.ts';
import type { Api } from '../api/api.ts';
import { decideSettings } from '../charts/chart-settings.ts';
import type { DrawnLine } from '../charts/drawn-line.ts';
import { GroupLine } from '../charts/group-line.ts';
import { styleGroups } from '../charts/group-style.ts';
import { styleLines } from '../charts/line-style.ts';
import { linesScene } from '../charts/lines-scene.ts';
import { curvesQuery } from '../charts/panels/curves-query.ts';
import { groupsQuery } from '../charts/panels/groups-query.ts';
import { panelTitle } from '../charts/panels/panel-title.ts';
import { runLooks } from '../charts/run-looks.ts';
import { SeriesLine } from '../charts/series-line.ts';
import { summaryData } from '../charts/summary/summary-data.ts';
import { svgChart } from '../charts/svg/svg-chart.ts';
import { svgSummary } from '../charts/svg/svg-summary.ts';
import { runColor } from '../core/colors.ts';
import type { Goals } from '../core/goals.svelte.ts';
import { groupRuns } from '../runs/grouping.ts';
import { runLabels } from '../runs/run-labels.ts';
import { metricsOf } from './panel-metrics.ts';
import type { PanelRuns } from './panel-runs.ts';
import { panelTable } from './panel-table.ts';

const WIDTH = 720;
const HEIGHT = 340;

interface Services {
  api: Pick<Api, 'queryPanels'>;
  goals: Pick<Goals, 'ofAll' | 'unitOfAll'>;
}

interface Drawn extends PanelRuns {
  spec: PanelSpec;
  /** The stretch of the x axis; null for all. */
  window: readonly [number, number] | null;
}

/**
 * A chart of a report for paper: an SVG picture or a table, of the data that the server has now. Null where there is
 * nothing to draw.
 *
 * @throws {ApiError} when the data cannot be read
 */
export async function panelPicture({ api, goals }: Services, drawn: Drawn): Promise<string | null> {
  const { spec, runs } = drawn;
  const keys = metricsOf(spec, runs);
  const title = panelTitle(spec, keys);
  if (runs.length === 0) return null;
  if (spec.kind === 'curves') return curvesPicture({ api, goals }, drawn, keys, title);
  const labels = runLabels(runs);
  const groups = drawn.grouping ? groupRuns(runs, drawn.grouping.by) : null;
  const projects = runs.map(({ project }) => project);
  const data = summaryData(
    { spec, keys, runs, groups },
    {
      betterOf: (key) => goals.ofAll(projects, key),
      labelOf: (run) => labels.get(run.id) ?? run.name,
      colorOf: (run) => runColor(run.color, 'light'),
    },
  );
  if (data.isEmpty) return null;
  if (spec.kind === 'table') return panelTable(title, data.table());
  return svgSummary(spec.kind, data, { title, width: WIDTH, height: HEIGHT });
}

async function curvesPicture(
  { api, goals }: Services,
  { spec, runs, grouping, baseline, window }: Drawn,
  left: string[],
  title: string,
): Promise<string | null> {
  const { id, right = [], formulas = [] } = spec;
  const keys = [...new Set([...left, ...right])];
  const settings = decideSettings(spec.settings ?? {});
  const looks = runLooks(runs, { grouping, theme: 'light' });
  const common = { keys, window, pixels: WIDTH };
  /** Formulas are of single runs. */
  const grouped = formulas.length === 0 ? looks.grouped : null;
  const query = grouped
    ? groupsQuery({ ...common, grouped }, settings)
    : curvesQuery({ ...common, runs, formulas, baseline }, settings);
  const [part] = (await api.queryPanels({ parts: [query] })).parts;
  let lines: DrawnLine[] = [];
  if (part?.kind === 'groups') lines = styleGroups(part.series.flatMap(GroupLine.of), { looks, keys, right });
  if (part?.kind === 'curves')
    lines = styleLines(
      part.series.map((curve) => new SeriesLine(curve, query)),
      { runs, keys: [...keys, ...formulas], right, theme: 'light' },
    );
  const drawn = lines.filter(({ line }) => line.length > 0);
  if (drawn.length === 0) return null;
  const projects = [...new Set(runs.map(({ project }) => project))];
  const scene = linesScene(drawn, settings, {
    ...{ x: settings.x, window, yWindow: null, log: undefined, formulas },
    unitOf: (key) => goals.unitOfAll(projects, key),
  });
  return svgChart(scene, { title, width: WIDTH, height: HEIGHT, id });
}

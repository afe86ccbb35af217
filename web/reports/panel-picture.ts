import { unitOf } from '../../shared/metric-names.ts';
import type { ReportPanel } from '../../shared/report-panel.ts';
import type { Run } from '../../shared/run.ts';
import type { Api } from '../api/api.ts';
import { decideSettings } from '../charts/chart-settings.ts';
import { styleLines } from '../charts/line-style.ts';
import { linesScene } from '../charts/lines-scene.ts';
import { curvesQuery } from '../charts/panels/curves-query.ts';
import { SeriesLine } from '../charts/series-line.ts';
import { svgChart } from '../charts/svg/svg-chart.ts';

const WIDTH = 720;
const HEIGHT = 340;

/** The metrics that a chart of a report draws, of those that its runs have. */
export function metricsOf({ metrics, pattern }: ReportPanel, runs: readonly Run[]): string[] {
  if (!pattern) return metrics;
  const rule = new RegExp(pattern);
  const all = [...new Set(runs.flatMap(({ summary }) => Object.keys(summary)))].sort();
  return [...new Set([...metrics, ...all.filter((name) => rule.test(name))])];
}

export function titleOf(panel: ReportPanel, keys: readonly string[]): string {
  return panel.title ?? ([...keys, ...(panel.right ?? [])].join(', ') || 'Chart');
}

/**
 * A chart of a report as an SVG picture, drawn from the data that the server has now; null where there is nothing to draw.
 *
 * @throws {ApiError} when the data cannot be read
 */
export async function panelPicture(
  api: Pick<Api, 'queryPanels'>,
  panel: ReportPanel,
  runs: readonly Run[],
  id: string,
): Promise<string | null> {
  const left = metricsOf(panel, runs);
  const right = panel.right ?? [];
  const keys = [...new Set([...left, ...right])];
  if (runs.length === 0 || keys.length === 0) return null;
  const settings = decideSettings(panel.settings ?? {});
  const window = panel.window ?? null;
  const query = curvesQuery(
    { runs, keys, formulas: panel.formulas ?? [], baseline: null, window, pixels: WIDTH },
    settings,
  );
  const [part] = (await api.queryPanels({ parts: [query] })).parts;
  if (part?.kind !== 'curves') return null;
  const lines = part.series.map((curve) => new SeriesLine(curve, query)).filter((line) => line.length > 0);
  if (lines.length === 0) return null;
  const drawn = styleLines(lines, { runs, keys, right, theme: 'light' });
  const scene = linesScene(drawn, settings, { x: settings.x, window, yWindow: null, log: undefined, unitOf });
  return svgChart(scene, { title: titleOf(panel, left), width: WIDTH, height: HEIGHT, id });
}

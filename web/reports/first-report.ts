import { betterDirection, lossKeyOf, metricKind } from '../../shared/metric-names.ts';
import type { ReportPanel } from '../../shared/report-panel.ts';
import type { Api } from '../api/api.ts';
import { panelText } from './report-blocks.ts';

const MOST_CHARTS = 2;

/** What a new report begins with: the charts that matter most in the project's newest runs, to be written around. */
export async function firstReport(api: Pick<Api, 'runs'>, project: string): Promise<string> {
  const { runs } = await api.runs({ project, limit: '20' });
  const keys = [...new Set(runs.flatMap(({ summary }) => Object.keys(summary)))];
  const loss = lossKeyOf(keys);
  const scores = keys
    .filter((key) => metricKind(key) === 'result' && betterDirection(key) === 'max')
    .sort()
    .reverse();
  const charts = [...(loss === null ? [] : [loss]), ...scores].slice(0, MOST_CHARTS);
  const panels = charts.map((key): ReportPanel => ({ metrics: [key] }));
  return ['## What we wanted to know', 'Write here.', '## What we saw', ...panels.map(panelText)].join('\n\n');
}

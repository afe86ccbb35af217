import type { ReportPanel } from '../../shared/report-panel.ts';
import type { Run } from '../../shared/run.ts';
import type { Grouping, ViewState } from '../../shared/view.ts';
import type { Api } from '../api/api.ts';
import { readRuns } from '../runs/read-runs.ts';
import { filterOfWords, isFilter } from '../runs/run-filter.ts';
import { withDistinctLooks } from '../runs/run-look.ts';

const USUALLY_DRAWN = 12;
const MOST_DRAWN = 100;

export type RunApi = Pick<Api, 'runs' | 'readRuns' | 'view'>;
type Choice = Pick<ViewState, 'filter' | 'hidden' | 'shown' | 'newest'>;

/** What a chart of a report draws. */
export interface PanelRuns {
  /** In their order, in looks that differ. */
  runs: Run[];
  /** Null where they are drawn one by one. */
  grouping: Grouping | null;
  /** The run that formulas compare with. */
  baseline: string | null;
}

/**
 * The runs that a chart of a report draws. Runs that are gone are left out.
 *
 * @throws {ApiError} when they cannot be read, or the view is gone
 */
export async function runsOf(api: RunApi, project: string, panel: ReportPanel): Promise<PanelRuns> {
  const view: ViewState = panel.view === undefined ? {} : (await api.view(project, panel.view)).state;
  const choice = {
    ...view,
    ...(panel.filter !== undefined && { filter: panel.filter }),
    ...(panel.newest && { newest: panel.newest }),
  };
  const runs = panel.runs ? await readRuns(api, panel.runs) : await chosen(api, project, choice);
  return {
    runs: withDistinctLooks(runs),
    grouping: panel.grouping ?? view.grouping ?? null,
    baseline: panel.baseline ?? view.baseline ?? null,
  };
}

async function chosen(api: RunApi, project: string, choice: Choice): Promise<Run[]> {
  const { filter = '', hidden = [], shown, newest = USUALLY_DRAWN } = choice;
  if (shown) return readRuns(api, shown.slice(0, MOST_DRAWN));
  const where = filter === '' ? null : isFilter(filter) ? filter : filterOfWords(filter);
  const { runs } = await api.runs({ project, limit: String(newest), ...(where && { where }) });
  return runs.filter(({ id }) => !hidden.includes(id));
}

import type { Api } from '../../api/api.ts';
import type { LiveFeed } from '../../api/live-feed.svelte.ts';
import type { Router } from '../../core/router.svelte.ts';
import type { RunGroup } from '../../runs/grouping.ts';
import { ChartView } from '../chart-view.svelte.ts';
import { Hover } from '../hover.svelte.ts';
import type { RunLooks } from '../run-looks.ts';
import { PanelLoader } from './panel-loader.ts';
import { RunEvents } from './run-events.svelte.ts';

/** What panels read from: one way to the server, and what is committed from then on. */
export interface PanelData {
  loader: Pick<PanelLoader, 'load'>;
  feed: Pick<LiveFeed, 'watch' | 'refresh'>;
}

/** What a page can do with a run, or the runs of a group, that a reader picks on a chart. What it cannot do is not offered. */
export interface RunChoices {
  hide?: (runs: readonly string[]) => void;
  /** Hides all others. */
  only?: (runs: readonly string[]) => void;
  makeBaseline?: (run: string) => void;
  /** The address of the table of a group's runs. */
  tableOf?: (group: RunGroup) => string;
}

/** What the panels of one page share: their data, how they are looked at, the crosshair, and what can be done with a run. */
export interface PanelPage extends PanelData {
  view: ChartView;
  hover: Hover;
  events: RunEvents;
  choices: RunChoices;
  /** How its charts draw runs; null where each chart draws its runs as they are. */
  looks: () => RunLooks | null;
}

interface Needs {
  api: Api;
  feed: LiveFeed;
  router: Router;
  choices?: RunChoices;
  looks?: () => RunLooks | null;
}

export function createPanelPage({ api, feed, router, choices = {}, looks = () => null }: Needs): PanelPage {
  return {
    loader: new PanelLoader(api),
    feed,
    view: new ChartView(router),
    hover: new Hover(),
    events: new RunEvents(api, feed),
    choices,
    looks,
  };
}

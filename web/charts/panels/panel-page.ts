import type { Api } from '../../api/api.ts';
import type { LiveFeed } from '../../api/live-feed.svelte.ts';
import type { Router } from '../../core/router.svelte.ts';
import { ChartView } from '../chart-view.svelte.ts';
import { Hover } from '../hover.svelte.ts';
import { PanelLoader } from './panel-loader.ts';

/** What panels read from: one way to the server, and what is committed from then on. */
export interface PanelData {
  loader: Pick<PanelLoader, 'load'>;
  feed: Pick<LiveFeed, 'watch' | 'refresh'>;
}

/** What the panels of one page share: their data, how they are looked at, and the crosshair. */
export interface PanelPage extends PanelData {
  view: ChartView;
  hover: Hover;
}

export function createPanelPage({ api, feed, router }: { api: Api; feed: LiveFeed; router: Router }): PanelPage {
  return { loader: new PanelLoader(api), feed, view: new ChartView(router), hover: new Hover() };
}

import type { Run } from '../../shared/run.ts';
import type { Api } from '../api/api.ts';
import { PAPER } from '../charts/svg/paper.ts';
import { runLabels } from '../runs/run-labels.ts';
import { contourMap } from './contours.ts';
import { createFrame } from './frame.ts';
import { plotBox } from './paint-surface.ts';
import { Plane } from './plane.svelte.ts';
import type { SurfaceScene } from './scene.ts';
import { SurfaceBoard } from './surface-board.svelte.ts';
import { type SurfaceGroup, surfaceGroups } from './surface-groups.ts';
import { surfaceName } from './surface-name.ts';
import { surfacePaperSvg } from './surface-picture.ts';
import { SurfaceView } from './surface-view.svelte.ts';
import { TrackSource } from './track-source.svelte.ts';

const SIZE = { width: 720, height: 480 };
/** Points at which the function is evaluated. */
const CELLS = { across: 200, up: 140 };
const INK: SurfaceScene['ink'] = { ...PAPER, accent: PAPER.label, surface: '#ffffff' };
const BLACK = { descent: '#000000', momentum: '#000000', 'look-ahead': '#000000', update: '#000000' };
/** A picture follows no run, and changes no address. */
const UNFOLLOWED = { watch: () => () => undefined, refresh: () => undefined };
const NO_ADDRESS = { query: new URLSearchParams(), set: () => undefined };

type PaperApi = Pick<Api, 'series' | 'queryPanels' | 'querySeries'>;

export interface PaperOptions {
  /** The step that is shown; null for the newest. */
  step: number | null;
  /** In place of the name of the surface. */
  title?: string | undefined;
  /** Differs between the pictures of a page. */
  id: string;
}

/**
 * Descents for paper, as the server has them now: contours with paths as SVG, a picture for each surface; empty without one.
 *
 * @throws {Error} when the steps of a run cannot be read
 */
export async function surfacePictures(api: PaperApi, runs: readonly Run[], options: PaperOptions): Promise<string> {
  const groups = surfaceGroups(runs);
  const pictures = groups.map((group, index) => pictureOf(api, group, { ...options, id: `${options.id}-${index}` }));
  return (await Promise.all(pictures)).join('');
}

async function pictureOf(api: PaperApi, group: SurfaceGroup, { step, title, id }: PaperOptions): Promise<string> {
  const sources = group.runs.map((run) => new TrackSource(run.id, api, UNFOLLOWED));
  await Promise.all(sources.map((source) => source.read()));
  const failed = sources.find(({ status }) => status === 'error');
  if (failed) throw new Error(failed.error);
  const looked = new SurfaceView(NO_ADDRESS);
  looked.step = step;
  const labels = runLabels(group.runs);
  const board = new SurfaceBoard({
    group: () => group,
    sources: () => sources,
    looked,
    labels: () => labels,
    theme: () => 'light',
  });
  const plane = new Plane(board, looked);
  const box = plotBox(SIZE.width, SIZE.height, !board.isLine);
  const view = plane.viewIn(box);
  const scene: SurfaceScene = {
    ...{ frame: createFrame(view, box), ink: INK, theme: 'light', names: plane.names },
    map: board.isLine ? null : contourMap(board.slice, view, CELLS),
    graph: board.isLine ? board.graphIn(view.x) : null,
    ...{ minima: board.minima, paths: board.paths, arrows: [], arrowScale: 1, arrowColors: BLACK },
  };
  return surfacePaperSvg(scene, title ?? surfaceName(group.surface), id);
}

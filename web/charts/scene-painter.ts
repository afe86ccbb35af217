import type { Geometry } from './geometry.ts';
import type { Ink } from './ink.ts';
import type { LinesScene } from './lines-scene.ts';
import { mainValues } from './main-values.ts';
import { continueScene, DOT_ROOM, paintEndLabels, paintScene } from './paint-scene.ts';
import type { PlotLine } from './plot-line.ts';
import { surfaceOf } from './surface.ts';

/** What is to be seen on the canvas, and where. */
export interface Drawing {
  scene: LinesScene;
  ink: Ink;
  geometry: Geometry;
  /** Pixels of the canvas for each of the page. */
  ratio: number;
}

/** What is drawn of a line. */
interface Painted {
  length: number;
  shape: number;
  main: readonly number[];
}

/** Above so many buckets per dot a line of few points begins to lose its dots: it is drawn whole until then. */
const FEW_BUCKETS = 50;
/** Extremes that a line hides are found when it is drawn whole. Charts take different times, so that not all are in one frame. */
const WHOLE_EVERY_MS = 1500;
const WHOLE_SPREAD_MS = 1000;

/** Draws the lines of a chart on a canvas: whole, or, of lines that only grew on axes that stayed, what is new. */
export function createScenePainter(canvas: HTMLCanvasElement, now: () => number = () => performance.now()) {
  let last: (Drawing & { lines: Painted[] }) | null = null;
  let wholeAt = 0;

  function paintWhole(drawing: Drawing): void {
    const { scene, ink, geometry, ratio } = drawing;
    const pen = surfaceOf(canvas, geometry, ratio);
    if (!pen) return;
    paintScene(pen, scene, geometry);
    paintEndLabels(pen, scene, geometry, { ink });
    wholeAt = now() + WHOLE_EVERY_MS + WHOLE_SPREAD_MS * Math.random();
  }

  function paintNew({ scene, ink, geometry }: Drawing, lines: readonly Painted[]): void {
    const pen = canvas.getContext('2d');
    if (!pen) return;
    const since = lines.map(({ length }) => length);
    continueScene(pen, scene, geometry, since);
    const right = geometry.right + DOT_ROOM;
    pen.clearRect(right, 0, geometry.width - right, geometry.height);
    paintEndLabels(pen, scene, geometry, { ink });
  }

  return {
    /** With `isStreaming`, what is hidden on the canvas may be drawn a little later. */
    paint(drawing: Drawing, isStreaming: boolean): void {
      if (last && isStreaming && now() < wholeAt && isContinued(last, drawing)) paintNew(drawing, last.lines);
      else paintWhole(drawing);
      last = { ...drawing, lines: drawing.scene.drawn.map(({ line }) => paintedOf(line)) };
    },
  };
}

function paintedOf(line: PlotLine): Painted {
  return { length: line.length, shape: line.shape, main: mainValues(line) };
}

/** Whether a drawing shows all of the one before, in its place, with new buckets at the ends of solid lines. */
function isContinued(last: Drawing & { lines: readonly Painted[] }, { scene, ink, geometry, ratio }: Drawing): boolean {
  const isSamePlace = last.geometry === geometry && last.ink === ink && last.ratio === ratio;
  return (
    isSamePlace &&
    scene.drawn.length === last.lines.length &&
    scene.drawn.every((drawn, index) => {
      const before = last.lines[index];
      const { line, dash } = drawn;
      if (!before || last.scene.drawn[index] !== drawn || line.shape !== before.shape) return false;
      if (line.length === before.length) return true;
      return dash.length === 0 && before.length >= FEW_BUCKETS && before.main === mainValues(line);
    })
  );
}

import { type Geometry, geometryOf } from './geometry.ts';
import type { Ink } from './ink.ts';
import { linesConfig } from './lines-config.ts';
import { hasSameAxes, type LinesScene } from './lines-scene.ts';
import { labelRoomOf } from './paint-scene.ts';
import { createScenePainter } from './scene-painter.ts';
import { Chart } from './setup.ts';

interface Shown {
  scene: LinesScene;
  ink: Ink;
  /** Whether lines grow again and again: axes then have room for what comes next. */
  isStreaming: boolean;
}

/**
 * Of an axis that lines outgrow again and again, the share that is kept free for what comes next. Charts of the same steps
 * take different shares, so that not all are laid out in one frame.
 */
const GROWTH_ROOM = 0.02;
const GROWTH_SPREAD = 0.03;

/**
 * A line chart on two canvases: axes by Chart.js, and lines by ourselves above them. Axes are laid out anew when what is
 * drawn has no place on them. `onGeometry` is called with where they are whenever that changes.
 */
export function createLinesCanvas(
  axes: HTMLCanvasElement,
  lines: HTMLCanvasElement,
  onGeometry: (geometry: Geometry | null) => void,
) {
  const painter = createScenePainter(lines);
  let shown: Shown | null = null;
  let geometry: Geometry | null = null;

  const measure = (chart: Chart) => {
    geometry = geometryOf(chart);
    onGeometry(geometry);
  };
  const paint = (chart: Chart) => {
    if (!shown || !geometry) return;
    const { scene, ink, isStreaming } = shown;
    painter.paint({ scene, ink, geometry, ratio: chart.currentDevicePixelRatio }, isStreaming);
  };
  /** A chart that is resized may have room for names, or no longer. */
  const layOut = (chart: Chart<'line'>) => {
    if (!shown) return;
    const { scene, ink, isStreaming } = shown;
    const pen = lines.getContext('2d');
    const labelRoom = pen ? labelRoomOf(pen, scene, chart.width, ink) : 0;
    const growthRoom = isStreaming ? GROWTH_ROOM + GROWTH_SPREAD * Math.random() : 0;
    chart.options = linesConfig(scene, ink, labelRoom, growthRoom).options ?? {};
  };
  const layers = { id: 'layers', afterUpdate: measure as never, afterDraw: paint as never, resize: layOut as never };
  const chart = new Chart(axes, { type: 'line', data: { datasets: [] }, plugins: [layers] });

  return {
    show(next: Shown): void {
      const before = shown;
      shown = next;
      const isLaidOut = before?.isStreaming && next.isStreaming && before.ink === next.ink;
      if (isLaidOut && hasSameAxes(before.scene, next.scene) && hasRoom(chart, next.scene)) {
        paint(chart);
        return;
      }
      layOut(chart);
      chart.update('none');
    },
    destroy: () => chart.destroy(),
  };
}

/** Whether all that is drawn has its place on the axes as they are. */
function hasRoom({ scales: { x, y, right } }: Chart, scene: LinesScene): boolean {
  const reaches = (scale: typeof x, extent: readonly [number, number] | null) =>
    scale !== undefined && extent !== null && scale.min <= extent[0] && extent[1] <= scale.max;
  return (
    reaches(x, scene.x.extent) &&
    reaches(y, scene.left.range ?? scene.left.extent) &&
    (scene.right === null || reaches(right, scene.right.extent))
  );
}

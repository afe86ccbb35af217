import { BasicPlatform } from 'chart.js';
import { shortDash } from '../../core/colors.ts';
import { geometryOf } from '../geometry.ts';
import type { Ink } from '../ink.ts';
import { type LegendEntry, legendEntries } from '../legend-entries.ts';
import { linesConfig } from '../lines-config.ts';
import type { LinesScene } from '../lines-scene.ts';
import { paintGaps, paintScene } from '../paint-scene.ts';
import { Chart } from '../setup.ts';
import { SvgPen } from '../svg/svg-pen.ts';

type Pen = CanvasRenderingContext2D;

/** A chart to make a picture of, in CSS pixels. */
export interface Picture {
  title: string;
  width: number;
  height: number;
  ink: Ink;
  scene: LinesScene;
}

const MARGIN = 12;
const TITLE = 22;
const LEGEND_ROW = 18;
const STROKE = 16;
const BETWEEN = 14;
/** Pixels of a PNG for each of the page, so that it is sharp in print. */
export const PNG_RATIO = 2;

/** The picture as a canvas. */
export function pictureCanvas(picture: Picture): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  canvas.width = picture.width * PNG_RATIO;
  canvas.height = picture.height * PNG_RATIO;
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('The browser gives no canvas to draw on.');
  const plot = document.createElement('canvas');
  paintPicture(picture, pen, plot, PNG_RATIO);
  return canvas;
}

/** The picture as the text of an SVG file. */
export function pictureSvg(picture: Picture): string {
  const ruler = document.createElement('canvas').getContext('2d');
  const measure = (text: string, font: string) => {
    if (ruler) ruler.font = font;
    return { width: ruler?.measureText(text).width ?? 6 * text.length };
  };
  const pen = new SvgPen({ width: picture.width, height: picture.height, measure });
  paintPicture(picture, pen as unknown as Pen, null, 1);
  return pen.toString();
}

/** Title, legend, and below them the chart: drawn on a canvas of its own, or, where there is none, by the same pen. */
function paintPicture(picture: Picture, pen: Pen, plot: HTMLCanvasElement | null, ratio: number): void {
  const { title, width, height, ink, scene } = picture;
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.fillStyle = ink.surface;
  pen.fillRect(0, 0, width, height);
  pen.textBaseline = 'middle';
  pen.fillStyle = ink.label;
  pen.font = `600 13px ${ink.font}`;
  pen.fillText(title, MARGIN, MARGIN + TITLE / 2);
  const top = paintLegend(pen, picture, MARGIN + TITLE);
  const box = { left: MARGIN, top, width: width - 2 * MARGIN, height: height - top - MARGIN };
  if (plot) {
    const inside = plot.getContext('2d');
    const chart = inside && paintChart(inside, box, scene, ink, ratio);
    pen.drawImage(plot, box.left, box.top, box.width, box.height);
    chart?.destroy();
    return;
  }
  paintChart(shifted(pen as unknown as SvgPen, box.left, box.top), box, scene, ink, ratio).destroy();
}

/** Axes by Chart.js and lines by ourselves, as on the page. The chart is to be destroyed, which clears a canvas. */
function paintChart(
  pen: Pen,
  box: { width: number; height: number },
  scene: LinesScene,
  ink: Ink,
  ratio: number,
): Chart<'line'> {
  const config = linesConfig(scene, ink, 0);
  const { canvas } = pen;
  canvas.width = box.width;
  canvas.height = box.height;
  const chart = new Chart<'line'>(canvas, {
    ...config,
    options: { ...config.options, responsive: false, devicePixelRatio: ratio },
    platform: BasicPlatform,
  });
  const geometry = geometryOf(chart as unknown as Chart);
  if (geometry) {
    paintScene(pen, scene, geometry);
    paintGaps(pen, scene, geometry);
  }
  return chart;
}

/** A row of names after another, each with its stroke; returns where they end. */
function paintLegend(pen: Pen, { scene, width, ink }: Picture, top: number): number {
  const named = legendEntries(scene.drawn);
  if (named.length < 2) return top;
  pen.font = `11px ${ink.font}`;
  let [x, y] = [MARGIN, top + LEGEND_ROW / 2];
  for (const line of named) {
    const needed = STROKE + 5 + pen.measureText(line.label).width;
    if (x > MARGIN && x + needed > width - MARGIN) [x, y] = [MARGIN, y + LEGEND_ROW];
    paintEntry(pen, line, x, y, ink);
    x += needed + BETWEEN;
  }
  return y + LEGEND_ROW / 2 + 4;
}

function paintEntry(pen: Pen, { label, color, dash }: LegendEntry, x: number, y: number, ink: Ink): void {
  pen.strokeStyle = color ?? ink.label;
  pen.lineWidth = 2;
  pen.setLineDash(shortDash(dash));
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(x + STROKE, y);
  pen.stroke();
  pen.setLineDash([]);
  pen.fillStyle = ink.label;
  pen.fillText(label, x + STROKE + 5, y);
}

/** The pen with its origin moved for good: Chart.js sets the transformation anew before it draws. */
function shifted(pen: SvgPen, x: number, y: number): Pen {
  const set = pen.setTransform.bind(pen);
  pen.setTransform = (a, b, c, d, e, f) => set(a, b, c, d, e + x, f + y);
  pen.resetTransform = () => set(1, 0, 0, 1, x, y);
  pen.setTransform(1, 0, 0, 1, 0, 0);
  return pen as unknown as Pen;
}

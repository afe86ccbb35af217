import { BasicPlatform } from 'chart.js';
import { shortDash } from '../../core/colors.ts';
import { geometryOf } from '../geometry.ts';
import type { Ink } from '../ink.ts';
import { type LegendEntry, legendEntries } from '../legend-entries.ts';
import { linesConfig } from '../lines-config.ts';
import { type LinesScene, titleOfX } from '../lines-scene.ts';
import { type ChartMarks, paintMarks } from '../paint-marks.ts';
import { paintGaps, paintScene } from '../paint-scene.ts';
import { Chart } from '../setup.ts';
import { SvgPen } from '../svg/svg-pen.ts';
import { LEGEND_GAP, LEGEND_STROKE, type LegendCell, legendCells } from './picture-legend.ts';

type Pen = CanvasRenderingContext2D;

/** A chart to make a picture of, in CSS pixels. */
export interface Picture {
  title: string;
  /** At least `LEAST_WIDTH`: the width that the chart has on the page. */
  width: number;
  ink: Ink;
  scene: LinesScene;
  marks: ChartMarks;
}

type MeasureText = (text: string, font: string) => number;

const MARGIN = 12;
const TITLE = 22;
/** A chart of a narrow card has room for its names, and its picture for a page. */
const LEAST_WIDTH = 720;
/** Of axes and curves, whatever stands above them. */
const PLOT_HEIGHT = 340;
/** A program that has not the font of the page draws names in a wider one. */
const OTHER_FONT = 1.15;
/** Pixels of a PNG for each of the page, so that it is sharp in print. */
export const PNG_RATIO = 2;

/** The picture as a canvas. */
export function pictureCanvas(picture: Picture): HTMLCanvasElement {
  const canvas = document.createElement('canvas');
  const pen = canvas.getContext('2d');
  if (!pen) throw new Error('The browser gives no canvas to draw on.');
  const layout = layOut(picture, measureWith(pen));
  canvas.width = layout.width * PNG_RATIO;
  canvas.height = layout.height * PNG_RATIO;
  const plot = document.createElement('canvas');
  paintPicture(picture, layout, pen, plot, PNG_RATIO);
  return canvas;
}

/** The picture as the text of an SVG file. */
export function pictureSvg(picture: Picture): string {
  const ruler = document.createElement('canvas').getContext('2d');
  const measure: MeasureText = ruler ? measureWith(ruler) : (text) => 6 * text.length;
  const layout = layOut(picture, (text, font) => OTHER_FONT * measure(text, font));
  const pen = new SvgPen({
    ...{ width: layout.width, height: layout.height },
    measure: (text, font) => ({ width: measure(text, font) }),
    idOf: (index) => `${idFrom(picture.title)}-clip-${index}`,
  });
  paintPicture(picture, layout, pen as unknown as Pen, null, 1);
  return pen.toString();
}

/** Ids of pictures that are put into one document are one space. */
function idFrom(title: string): string {
  return `chart-${title.replaceAll(/[^A-Za-z0-9]/g, (character) => `-${character.charCodeAt(0)}-`)}`;
}

function measureWith(pen: Pen): MeasureText {
  return (text, font) => {
    pen.font = font;
    return pen.measureText(text).width;
  };
}

interface Layout {
  width: number;
  height: number;
  cells: LegendCell[];
  /** Where the axes begin. */
  top: number;
}

function layOut({ scene, ink, width: given }: Picture, measure: MeasureText): Layout {
  const width = Math.max(LEAST_WIDTH, given);
  const entries = legendEntries(scene.drawn);
  const legend = legendCells(entries, width - 2 * MARGIN, (text) => measure(text, legendFont(ink)));
  const top = MARGIN + TITLE + legend.height;
  return { width, height: top + PLOT_HEIGHT + MARGIN, cells: legend.cells, top };
}

const legendFont = ({ font }: Ink) => `11px ${font}`;

/** Title, legend, and below them the chart: drawn on a canvas of its own, or, where there is none, by the same pen. */
function paintPicture(
  { title, ink, scene: given, marks }: Picture,
  { width, height, cells, top }: Layout,
  pen: Pen,
  plot: HTMLCanvasElement | null,
  ratio: number,
): void {
  const scene = { ...given, x: { ...given.x, title: titleOfX(given.x) } };
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.fillStyle = ink.surface;
  pen.fillRect(0, 0, width, height);
  pen.textBaseline = 'middle';
  pen.fillStyle = ink.label;
  pen.font = `600 13px ${ink.font}`;
  pen.fillText(title, MARGIN, MARGIN + TITLE / 2);
  pen.font = legendFont(ink);
  for (const { entry, x, y } of cells) paintEntry(pen, entry, MARGIN + x, MARGIN + TITLE + y, ink);
  const box = { left: MARGIN, top, width: width - 2 * MARGIN, height: height - top - MARGIN };
  if (plot) {
    const inside = plot.getContext('2d');
    const chart = inside && paintChart(inside, box, { scene, marks, ink }, ratio);
    pen.drawImage(plot, box.left, box.top, box.width, box.height);
    chart?.destroy();
    return;
  }
  paintChart(shifted(pen as unknown as SvgPen, box.left, box.top), box, { scene, marks, ink }, ratio).destroy();
}

/** Axes by Chart.js and lines by ourselves, as on the page. The chart is to be destroyed, which clears a canvas. */
function paintChart(
  pen: Pen,
  box: { width: number; height: number },
  { scene, marks, ink }: Pick<Picture, 'scene' | 'marks' | 'ink'>,
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
    paintMarks(pen, marks, geometry, ink);
  }
  return chart;
}

function paintEntry(pen: Pen, { label, color, dash }: LegendEntry, x: number, y: number, ink: Ink): void {
  pen.strokeStyle = color ?? ink.label;
  pen.lineWidth = 2;
  pen.setLineDash(shortDash(dash));
  pen.beginPath();
  pen.moveTo(x, y);
  pen.lineTo(x + LEGEND_STROKE, y);
  pen.stroke();
  pen.setLineDash([]);
  pen.fillStyle = ink.label;
  pen.fillText(label, x + LEGEND_STROKE + LEGEND_GAP, y);
}

/** The pen with its origin moved for good: Chart.js sets the transformation anew before it draws. */
function shifted(pen: SvgPen, x: number, y: number): Pen {
  const set = pen.setTransform.bind(pen);
  pen.setTransform = (a, b, c, d, e, f) => set(a, b, c, d, e + x, f + y);
  pen.resetTransform = () => set(1, 0, 0, 1, x, y);
  pen.setTransform(1, 0, 0, 1, 0, 0);
  return pen as unknown as Pen;
}

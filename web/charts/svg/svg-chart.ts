import type { Geometry, Side } from '../geometry.ts';
import { legendEntries } from '../legend-entries.ts';
import { type LinesScene, titleOfX } from '../lines-scene.ts';
import { paintScene } from '../paint-scene.ts';
import { CHARACTER, drawLine, drawTitle, fontOf, PAPER, paperPen, paperSvg, TITLE_HEIGHT } from './paper.ts';
import { type SvgAxis, valueAxis, xAxis } from './svg-axes.ts';
import { drawLegend, LEGEND_ROW, legendRows } from './svg-legend.ts';
import type { SvgPen } from './svg-pen.ts';

interface Options {
  title: string;
  width: number;
  height: number;
  /** Differs between the pictures of a page, whose ids are one space. */
  id: string;
}

/** A line chart as SVG: its title, axes, lines and the names of the lines, drawn on white. */
export function svgChart(scene: LinesScene, { title, width, height, id }: Options): string {
  const axes = { x: xAxis(scene.x), left: valueAxis(scene.left), right: scene.right && valueAxis(scene.right) };
  const entries = legendEntries(scene.drawn);
  const legend = legendRows(
    entries.map((entry) => ({ ...entry, color: entry.color ?? PAPER.label })),
    width,
  );
  const widthOf = (axis: SvgAxis | null) =>
    axis ? 12 + CHARACTER * Math.max(2, ...axis.ticks.map(({ text }) => text.length)) : 12;
  const area = {
    left: widthOf(axes.left),
    right: width - (axes.right ? widthOf(axes.right) : 14),
    top: TITLE_HEIGHT + 8,
    bottom: height - 42 - LEGEND_ROW * legend.length,
  };
  const geometry = geometryIn(area, axes, { width, height });
  const pen = paperPen({ width, height, id });
  drawTitle(pen, scene.isAutoLog || scene.left.log ? `${title} (log)` : title);
  drawAxes(pen, axes, area, scene);
  paintScene(pen as never, scene, geometry);
  drawLegend(pen, legend, area.bottom + 44);
  return paperSvg(pen, title);
}

type Axes = { x: SvgAxis; left: SvgAxis; right: SvgAxis | null };
type Area = { left: number; right: number; top: number; bottom: number };

function geometryIn(area: Area, axes: Axes, size: { width: number; height: number }): Geometry {
  const { left, right, top, bottom } = area;
  const px = (x: number) => left + axes.x.share(x) * (right - left);
  const py = (y: number, side: Side = 'left') =>
    bottom - ((side === 'right' && axes.right) || axes.left).share(y) * (bottom - top);
  const place = (side: Side) => ({ area, px, py: (y: number) => Math.max(-1e4, Math.min(1e4, py(y, side))) });
  const unused = () => Number.NaN; // nobody points at a picture
  return { ...area, ...size, px, py, place, x: unused, y: unused };
}

function drawAxes(pen: SvgPen, axes: Axes, area: Area, scene: LinesScene): void {
  const { left, right, top, bottom } = area;
  const yOf = (share: number) => bottom - share * (bottom - top);
  pen.font = fontOf(11);
  pen.lineWidth = 1;
  pen.strokeStyle = PAPER.grid;
  for (const { share } of axes.left.ticks) drawLine(pen, [left, yOf(share)], [right, yOf(share)]);
  pen.strokeStyle = PAPER.axis;
  drawLine(pen, [left, bottom], [right, bottom]);
  pen.fillStyle = PAPER.text;
  pen.textAlign = 'end';
  for (const { text, share } of axes.left.ticks) pen.fillText(text, left - 6, yOf(share));
  pen.textAlign = 'start';
  for (const { text, share } of axes.right?.ticks ?? []) pen.fillText(text, right + 6, yOf(share));
  pen.textAlign = 'center';
  for (const { text, share } of axes.x.ticks) {
    const x = left + share * (right - left);
    const half = (CHARACTER * text.length) / 2;
    pen.fillText(text, Math.min(Math.max(x, left + half - 20), right - half + 8), bottom + 12);
  }
  pen.textAlign = 'start';
  const title = titleOfX(scene.x);
  pen.textAlign = 'end';
  pen.fillText(title, right, bottom + 26);
  pen.textAlign = 'start';
}

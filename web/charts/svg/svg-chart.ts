import type { Geometry, Side } from '../geometry.ts';
import type { Ink } from '../ink.ts';
import type { LinesScene } from '../lines-scene.ts';
import { paintScene } from '../paint-scene.ts';
import { type SvgAxis, valueAxis, xAxis } from './svg-axes.ts';
import { escapeXml, SvgPen } from './svg-pen.ts';

/** A picture on paper is light, whatever the page is. */
const PAPER: Pick<Ink, 'text' | 'label' | 'grid' | 'axis' | 'font'> = {
  ...{ text: '#5d666b', label: '#333c41', grid: '#e3e7e9', axis: '#b8c0c4' },
  font: 'Inter, system-ui, sans-serif',
};
const TITLE_HEIGHT = 26;
const LEGEND_ROW = 16;
/** An estimate, for text is not measured here. */
const CHARACTER = 6.1;
const MOST_NAMED = 24;

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
  const legend = legendRows(scene, width);
  const widthOf = (axis: SvgAxis | null) =>
    axis ? 12 + CHARACTER * Math.max(2, ...axis.ticks.map(({ text }) => text.length)) : 12;
  const area = {
    left: widthOf(axes.left),
    right: width - (axes.right ? widthOf(axes.right) : 14),
    top: TITLE_HEIGHT + 8,
    bottom: height - 30 - LEGEND_ROW * legend.length,
  };
  const geometry = geometryIn(area, axes, { width, height });
  const pen = new SvgPen((index) => `${id}-clip-${index}`);
  drawTitle(pen, title, scene);
  drawAxes(pen, axes, area, scene);
  paintScene(pen as never, scene, geometry);
  drawLegend(pen, legend, area.bottom + 34);
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${escapeXml(PAPER.font)}" role="img" aria-label="${escapeXml(title)}"><rect width="${width}" height="${height}" fill="#ffffff"/>${pen.elements.join('')}</svg>`;
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

function drawTitle(pen: SvgPen, title: string, scene: LinesScene): void {
  pen.fillStyle = PAPER.label;
  pen.font = '13px';
  pen.fillText(scene.isAutoLog || scene.left.log ? `${title} (log)` : title, 8, TITLE_HEIGHT / 2);
}

function drawAxes(pen: SvgPen, axes: Axes, area: Area, scene: LinesScene): void {
  const { left, right, top, bottom } = area;
  const yOf = (share: number) => bottom - share * (bottom - top);
  pen.font = '11px';
  pen.lineWidth = 1;
  pen.strokeStyle = PAPER.grid;
  for (const { share } of axes.left.ticks) line(pen, [left, yOf(share)], [right, yOf(share)]);
  pen.strokeStyle = PAPER.axis;
  line(pen, [left, bottom], [right, bottom]);
  pen.fillStyle = PAPER.text;
  pen.textAlign = 'end';
  for (const { text, share } of axes.left.ticks) pen.fillText(text, left - 6, yOf(share));
  pen.textAlign = 'start';
  for (const { text, share } of axes.right?.ticks ?? []) pen.fillText(text, right + 6, yOf(share));
  pen.textAlign = 'middle';
  for (const { text, share } of axes.x.ticks) {
    const x = left + share * (right - left);
    const half = (CHARACTER * text.length) / 2;
    pen.fillText(text, Math.min(Math.max(x, left + half - 20), right - half + 8), bottom + 12);
  }
  pen.textAlign = 'start';
  if (scene.x.title !== '') pen.fillText(scene.x.title, left, top - 2);
}

function line(pen: SvgPen, from: [number, number], to: [number, number]): void {
  pen.beginPath();
  pen.moveTo(...from);
  pen.lineTo(...to);
  pen.stroke();
}

type Entry = { text: string; color: string; dash: number[]; x: number };

/** The names of the lines in rows that fit the width. */
function legendRows({ drawn }: LinesScene, width: number): Entry[][] {
  const named = drawn.filter(({ strength }) => strength === 1);
  const rows: Entry[][] = [];
  let x = Number.POSITIVE_INFINITY;
  for (const { label, color, dash } of named.slice(0, MOST_NAMED)) {
    const text = label.length > 40 ? `${label.slice(0, 39)}…` : label;
    const room = 36 + CHARACTER * text.length;
    if (x + room > width) {
      rows.push([]);
      x = 12;
    }
    rows.at(-1)?.push({ text, color, dash, x });
    x += room;
  }
  if (named.length > MOST_NAMED)
    rows.push([{ text: `and ${named.length - MOST_NAMED} more`, color: '', dash: [], x: 12 }]);
  return rows;
}

function drawLegend(pen: SvgPen, rows: Entry[][], top: number): void {
  for (const [row, entries] of rows.entries()) {
    const y = top + row * LEGEND_ROW;
    for (const { text, color, dash, x } of entries) {
      if (color !== '') {
        pen.strokeStyle = color;
        pen.lineWidth = 2;
        pen.setLineDash(dash);
        line(pen, [x, y], [x + 14, y]);
        pen.setLineDash([]);
      }
      pen.fillStyle = PAPER.label;
      pen.fillText(text, color === '' ? x : x + 20, y);
    }
  }
}

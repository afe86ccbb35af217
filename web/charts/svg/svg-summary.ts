import { digitsApart, formatValue } from '../../core/format.ts';
import { limitsAround, linearTicks, shareOf, type Tick } from '../axes/ticks.ts';
import { axisTitle } from '../summary/axis-title.ts';
import { scatterAxis } from '../summary/scatter-axis.ts';
import type { Box, SummaryData } from '../summary/summary-data.ts';
import type { SummaryRow } from '../summary/summary-rows.ts';
import { barScale, fiveNumbers } from '../summary/summary-values.ts';
import { CHARACTER, cut, drawLine, drawTitle, fontOf, PAPER, paperPen, paperSvg, TITLE_HEIGHT } from './paper.ts';
import { drawLegend, LEGEND_ROW, legendRows } from './svg-legend.ts';
import type { SvgPen } from './svg-pen.ts';

interface Options {
  title: string;
  width: number;
  /** Of a scatter panel; the others are as high as they have rows. */
  height: number;
}

const NAMES = 190;
/** Points of more runs are not told apart by colour. */
const MOST_NAMED_DOTS = 12;
const BAR_ROW = 22;
const BOX_ROW = 32;
const AXIS = 24;
/** Room of the ticks below boxes. */
const AXIS_BELOW = 16;
const MOST_TICKS = 6;

/** A bar, box or scatter panel as SVG, on white. */
export function svgSummary(kind: 'bar' | 'box' | 'scatter', data: SummaryData, options: Options): string {
  const rows = { bar: data.rows.length * BAR_ROW, box: data.boxes.length * BOX_ROW + AXIS_BELOW };
  const height = kind === 'scatter' ? options.height : TITLE_HEIGHT + 16 + rows[kind];
  const pen = paperPen({ width: options.width, height });
  drawTitle(pen, kind === 'scatter' ? options.title : `${options.title} (${data.value})`);
  pen.font = fontOf(11);
  if (kind === 'bar') drawBars(pen, data.rows, options);
  else if (kind === 'box') drawBoxes(pen, data.boxes, options);
  else drawScatter(pen, data, options);
  return paperSvg(pen, options.title);
}

function write(pen: SvgPen, text: string, x: number, y: number, align: 'start' | 'center' | 'end' = 'start'): void {
  pen.fillStyle = PAPER.text;
  pen.textAlign = align;
  pen.fillText(text, x, y);
}

function fillRectangle(pen: SvgPen, color: string, [left, top, right, bottom]: [number, number, number, number]): void {
  pen.fillStyle = color;
  pen.beginPath();
  pen.moveTo(left, top);
  pen.lineTo(right, top);
  pen.lineTo(right, bottom);
  pen.lineTo(left, bottom);
  pen.closePath();
  pen.fill();
}

/** What texts at the right edge need, with a gap before them. */
function roomFor(texts: readonly string[]): number {
  return 28 + CHARACTER * Math.max(0, ...texts.map(({ length }) => length));
}

function drawBars(pen: SvgPen, rows: readonly SummaryRow[], { width }: Options): void {
  const scale = barScale(rows.map(({ value }) => value ?? Number.NaN));
  const digits = digitsApart(rows.map(({ value }) => value));
  const texts = rows.map(({ value }) => formatValue(value, digits));
  const at = (value: number) => NAMES + scale.share(value) * (width - NAMES - roomFor(texts));
  for (const [index, { label, color, value }] of rows.entries()) {
    const y = TITLE_HEIGHT + 8 + (index + 0.5) * BAR_ROW;
    const end = value === null || !Number.isFinite(value) ? 0 : value;
    const [left, right] = [at(Math.min(0, end)), Math.max(at(Math.max(0, end)), at(0) + 1)];
    write(pen, cut(label, NAMES - 24), 8, y);
    fillRectangle(pen, color, [left, y - 6, right, y + 6]);
    write(pen, texts[index] ?? '', width - 12, y, 'end');
  }
}

function drawBoxes(pen: SvgPen, boxes: readonly Box[], { width }: Options): void {
  const all = boxes.flatMap(({ dots }) => dots.map(({ value }) => value)).filter(Number.isFinite);
  const [low, high] = all.length > 0 ? limitsAround(Math.min(...all), Math.max(...all)) : [0, 1];
  const found = boxes.map(({ dots }) => fiveNumbers(dots.map(({ value }) => value)));
  const texts = found.map((box) => (box ? `${formatValue(box.median)}  n = ${box.count}` : 'n = 0'));
  const at = (value: number) => NAMES + 8 + shareOf(value, low, high) * (width - NAMES - 8 - roomFor(texts));
  for (const [index, { name, dots }] of boxes.entries()) {
    const y = TITLE_HEIGHT + 8 + (index + 0.5) * BOX_ROW;
    const box = found[index];
    write(pen, cut(name, NAMES - 24), 8, y);
    write(pen, texts[index] ?? '', width - 12, y, 'end');
    if (!box) continue;
    pen.strokeStyle = PAPER.text;
    pen.lineWidth = 1;
    drawLine(pen, [at(box.low), y], [at(box.high), y]);
    fillRectangle(pen, PAPER.grid, [
      at(box.quarter),
      y - 8,
      Math.max(at(box.threeQuarters), at(box.quarter) + 1),
      y + 8,
    ]);
    pen.lineWidth = 2;
    drawLine(pen, [at(box.median), y - 9], [at(box.median), y + 9]);
    for (const { color, value } of dots.filter(({ value }) => Number.isFinite(value)))
      drawDot(pen, color, at(value), y, 3);
  }
  const bottom = TITLE_HEIGHT + 16 + boxes.length * BOX_ROW;
  for (const { value, label } of linearTicks(low, high, MOST_TICKS))
    write(pen, textOf(label), at(value), bottom, 'center');
  write(pen, 'median', width - 12, bottom, 'end');
}

function drawScatter(pen: SvgPen, { dots, across, above, logX, logY }: SummaryData, { width, height }: Options): void {
  const legend = dots.length <= MOST_NAMED_DOTS ? legendRows(dots, width) : [];
  const area = {
    left: 64,
    right: width - 20,
    top: TITLE_HEIGHT + 26,
    bottom: height - AXIS - 22 - LEGEND_ROW * legend.length,
  };
  const x = scatterAxis(
    dots.map((dot) => dot.x),
    { log: logX, from: area.left + 10, to: area.right - 10, most: MOST_TICKS },
  );
  const y = scatterAxis(
    dots.map((dot) => dot.y),
    { log: logY, from: area.bottom - 10, to: area.top + 10, most: MOST_TICKS },
  );
  pen.lineWidth = 1;
  pen.strokeStyle = PAPER.grid;
  for (const { value, label } of y.ticks) {
    drawLine(pen, [area.left, y.at(value)], [area.right, y.at(value)]);
    write(pen, textOf(label), area.left - 6, y.at(value), 'end');
  }
  for (const { value, label } of x.ticks) write(pen, textOf(label), x.at(value), area.bottom + 12, 'center');
  write(pen, axisTitle(above, logY), 8, TITLE_HEIGHT + 10);
  write(pen, axisTitle(across, logX), area.right, area.bottom + AXIS + 4, 'end');
  for (const dot of dots) if (x.has(dot.x) && y.has(dot.y)) drawDot(pen, dot.color, x.at(dot.x), y.at(dot.y), 5);
  drawLegend(pen, legend, area.bottom + AXIS + 22);
}

function drawDot(pen: SvgPen, color: string, x: number, y: number, radius: number): void {
  pen.fillStyle = color;
  pen.beginPath();
  pen.arc(x, y, radius);
  pen.fill();
}

const textOf = (label: Tick['label']) => [label].flat().join(' ');

import { formatShape } from '../core/format.ts';
import type { PlannedLayer } from './planned-layers.ts';

interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A place where the data has another shape than before. */
interface Stage {
  label: string;
  /** What made it, in a word or two. */
  kind: string;
  isImage: boolean;
  /** Middle of the stage on x. */
  middle: number;
  /** One for a layer of units; up to three behind each other for images with several channels. */
  sheets: Box[];
}

interface NetworkDrawing {
  width: number;
  height: number;
  stages: Stage[];
  /** Paths between neighbouring stages. */
  links: string[];
}

const COLUMN = 92;
const TALLEST = 76;
const LEAST = 6;
const BAR = 12;
const SHEET = { gap: 4, most: 3 };
const LABELS = 44;
const TOP = 4;
/** A layer of so many units is as tall as the drawing. */
const WIDEST_POWER = 12;
const LARGEST_SIDE = 32;

/** The shapes that an example takes through the network, drawn left to right. Sizes are in CSS pixels. */
export function drawNetwork(layers: readonly PlannedLayer[]): NetworkDrawing {
  const shapes = [{ shape: layers[0]?.input ?? [], kind: 'input' }, ...layers.flatMap(changeOf)];
  const stages = shapes.map(({ shape, kind }, index) => stageOf(shape, kind, index, index === shapes.length - 1));
  const links = stages.slice(1).map((stage, index) => linkOf(stages[index], stage));
  return { width: stages.length * COLUMN, height: TOP + TALLEST + LABELS, stages, links };
}

/** A layer that changes the shape, or that has parameters of its own on the way. */
function changeOf({ name, kind, input, output, parameters }: PlannedLayer): { shape: number[]; kind: string }[] {
  const isSame = formatShape(input) === formatShape(output);
  if (kind === 'flatten' || (isSame && (parameters === 0 || kind.endsWith(' norm')))) return [];
  return [{ shape: output, kind: name === 'output' ? 'output' : shortKind(kind) }];
}

const shortKind = (kind: string) => kind.replace(/^linear.*/, 'dense').replace(/^convolution/, 'conv');

function stageOf(shape: readonly number[], kind: string, index: number, isLast: boolean): Stage {
  const middle = (index + 0.5) * COLUMN;
  const isImage = shape.length === 3;
  const [rows = 1, columns = 1, channels = 1] = shape;
  const label = formatShape(shape);
  if (!isImage) {
    const height = Math.max(LEAST, (TALLEST * Math.log2(1 + rows)) / WIDEST_POWER);
    const box = { x: middle - BAR / 2, y: TOP + (TALLEST - height) / 2, width: BAR, height };
    return { label, kind: isLast ? 'output' : kind, isImage, middle, sheets: [box] };
  }
  const count = Math.min(SHEET.most, channels);
  const spread = (count - 1) * SHEET.gap;
  const side = (length: number) => Math.max(LEAST, (Math.min(1, length / LARGEST_SIDE) * (TALLEST - 16)) | 0);
  const [width, height] = [side(columns), side(rows)];
  const sheets = Array.from({ length: count }, (_, at) => ({
    x: middle - (width + spread) / 2 + at * SHEET.gap,
    y: TOP + (TALLEST - height - spread) / 2 + at * SHEET.gap,
    width,
    height,
  }));
  return { label, kind, isImage, middle, sheets };
}

/** What goes from one stage to the next: the area between their facing sides. */
function linkOf(from: Stage | undefined, to: Stage): string {
  const [a, b] = [from?.sheets.at(-1), to.sheets[0]];
  if (!a || !b) return '';
  const [x1, x2] = [a.x + a.width + 3, b.x - 3];
  return `M${x1} ${a.y}L${x2} ${b.y}V${b.y + b.height}L${x1} ${a.y + a.height}Z`;
}

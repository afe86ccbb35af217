import { Graph, layout } from '@dagrejs/dagre';
import type { GraphFrame, GraphRow, GraphRows } from './rows.ts';

/** A rectangle in CSS pixels from the top left of the drawing. */
export interface Box {
  left: number;
  top: number;
  width: number;
  height: number;
}

export interface Placing {
  width: number;
  height: number;
  rows: ReadonlyMap<string, Box>;
  /** Frames from the outer to the inner ones. */
  frames: { frame: GraphFrame; box: Box }[];
  /** SVG paths, the tip of each arrow at its end. */
  paths: { key: string; path: string }[];
}

const WIDTH = { layer: 250, operation: 224 } as const;
/** Of the batch: what is around its shape, and a character of that. */
const AROUND_SHAPE = 84;
const CHARACTER = 8;
const ONE_LINE = 30;
const THREE_LINES = 68;
const RANK_GAP = 30;
const NODE_GAP = 28;
const EDGE_GAP = 18;
const MARGIN = 8;
/** Room of a frame around what is in it; its title stands above. */
const FRAME = { side: 12, bottom: 10, title: 30 } as const;

/** Places boxes by layers from top to bottom, so that branches run beside each other (Gansner et al. 1993, by dagre). */
export function place({ rows, frames, edges, frameOf }: GraphRows): Placing {
  const graph = new Graph({ compound: true });
  graph.setGraph({ rankdir: 'TB', ranksep: RANK_GAP, nodesep: NODE_GAP, edgesep: EDGE_GAP });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const row of rows) graph.setNode(row.key, { width: widthOf(row), height: heightOf(row) });
  for (const { key } of frames) graph.setNode(key, {});
  for (const { key, parent } of frames) if (parent !== null) graph.setParent(key, parent);
  for (const [row, frame] of frameOf) graph.setParent(row, frame);
  // What follows a box most directly stays below it; a branch that jumps over others gives way.
  for (const { from, to } of edges) graph.setEdge(from, to, { weight: isNext(rows, from, to) ? 4 : 1 });
  layout(graph);

  const placed = new Map(rows.map(({ key }) => [key, boxOf(graph.node(key))]));
  const boxes = framesAround(frames, frameOf, placed);
  const lines = edges.map(({ from, to }) => {
    const points: readonly Point[] = graph.edge(from, to).points ?? [];
    return { key: `${from} → ${to}`, points };
  });
  const all = [...placed.values(), ...boxes.values()];
  const xs = lines.flatMap(({ points }) => points.map(({ x }) => x));
  const left = Math.min(0, ...all.map((box) => box.left), ...xs) - MARGIN;
  const top = Math.min(0, ...all.map((box) => box.top)) - MARGIN;
  const move = (box: Box): Box => ({ ...box, left: box.left - left, top: box.top - top });
  return {
    width: Math.max(...all.map((box) => box.left + box.width), ...xs) - left + MARGIN,
    height: Math.max(...all.map((box) => box.top + box.height)) - top + MARGIN,
    rows: new Map([...placed].map(([key, box]) => [key, move(box)])),
    frames: frames.flatMap((frame) => {
      const box = boxes.get(frame.key);
      return box ? [{ frame, box: move(box) }] : [];
    }),
    paths: lines.map(({ key, points }) => ({
      key,
      path: pathThrough(points.map(({ x, y }) => ({ x: x - left, y: y - top }))),
    })),
  };
}

function widthOf(row: GraphRow): number {
  return row.kind === 'input' ? AROUND_SHAPE + row.shape.join('×').length * CHARACTER : WIDTH[row.kind];
}

function heightOf(row: GraphRow): number {
  if (row.kind === 'layer') return THREE_LINES;
  return row.kind === 'operation' && row.given.length > 0 ? THREE_LINES : ONE_LINE;
}

function isNext(rows: readonly GraphRow[], from: string, to: string): boolean {
  return rows.findIndex(({ key }) => key === to) - rows.findIndex(({ key }) => key === from) === 1;
}

/** dagre gives the middle of a box. */
function boxOf({ x = 0, y = 0, width, height }: { x?: number; y?: number; width: number; height: number }): Box {
  return { left: x - width / 2, top: y - height / 2, width, height };
}

/** Frames reach around what is in them; inner ones are made first. */
function framesAround(
  frames: readonly GraphFrame[],
  frameOf: ReadonlyMap<string, string>,
  placed: ReadonlyMap<string, Box>,
): Map<string, Box> {
  const boxes = new Map<string, Box>();
  for (const { key } of [...frames].sort((a, b) => Number(a.parent === null) - Number(b.parent === null))) {
    const inside = [
      ...[...frameOf].flatMap(([row, frame]) => (frame === key ? (placed.get(row) ?? []) : [])),
      ...frames.flatMap((frame) => (frame.parent === key ? (boxes.get(frame.key) ?? []) : [])),
    ];
    if (inside.length === 0) continue;
    const left = Math.min(...inside.map((box) => box.left)) - FRAME.side;
    const top = Math.min(...inside.map((box) => box.top)) - FRAME.title;
    const right = Math.max(...inside.map((box) => box.left + box.width)) + FRAME.side;
    const bottom = Math.max(...inside.map((box) => box.top + box.height)) + FRAME.bottom;
    boxes.set(key, { left, top, width: right - left, height: bottom - top });
  }
  return boxes;
}

type Point = { x: number; y: number };

/** A smooth line: from the middle between two points to the next such middle, bent towards the point between. */
function pathThrough(points: readonly Point[]): string {
  const [first, ...rest] = points;
  const last = rest.pop();
  if (!first || !last) return '';
  let path = `M${text(first)}`;
  rest.forEach((point, index) => {
    const next = rest[index + 1];
    path += `Q${text(point)} ${text(next ? middle(point, next) : last)}`;
  });
  return rest.length === 0 ? `${path}L${text(last)}` : path;
}

const middle = (a: Point, b: Point): Point => ({ x: (a.x + b.x) / 2, y: (a.y + b.y) / 2 });
const text = ({ x, y }: Point) => `${x.toFixed(1)} ${y.toFixed(1)}`;

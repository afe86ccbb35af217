import { Graph, layout } from '@dagrejs/dagre';
import type { Descent } from './family.ts';

/** In CSS pixels from the top left of the drawing. */
export interface Box {
  left: number;
  top: number;
}

export interface Placing {
  width: number;
  height: number;
  runs: ReadonlyMap<string, Box>;
  descents: { descent: Descent; label: Box; path: string }[];
}

export const RUN_SIZE = { width: 216, height: 56 } as const;
export const LABEL_WIDTH = 204;
const LINE = 16;
const MARGIN = 8;

export const labelHeight = ({ words }: Descent) => words.length * LINE + 4;

/** Places runs below those that they come from, what changed between them (Gansner et al. 1993, by dagre). */
export function place(ids: readonly string[], descents: readonly Descent[]): Placing {
  const graph = new Graph();
  graph.setGraph({ rankdir: 'TB', ranksep: 12, nodesep: 24, marginx: MARGIN, marginy: MARGIN });
  for (const id of ids) graph.setNode(id, { ...RUN_SIZE });
  for (const each of descents)
    graph.setEdge(each.from, each.to, { width: LABEL_WIDTH, height: labelHeight(each), labelpos: 'c' });
  layout(graph);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  return {
    width,
    height,
    runs: new Map(ids.map((id) => [id, corner(graph.node(id), RUN_SIZE)])),
    descents: descents.map((descent) => {
      const { points = [], x = 0, y = 0 } = graph.edge(descent.from, descent.to) as Edge;
      const label = corner({ x, y }, { width: LABEL_WIDTH, height: labelHeight(descent) });
      return {
        descent,
        label,
        path: points.map((at, index) => `${index === 0 ? 'M' : 'L'}${at.x.toFixed(1)} ${at.y.toFixed(1)}`).join(''),
      };
    }),
  };
}

interface Edge {
  points?: { x: number; y: number }[];
  x?: number;
  y?: number;
}

/** dagre gives the middle of a box. */
function corner({ x = 0, y = 0 }: { x?: number; y?: number }, size: { width: number; height: number }): Box {
  return { left: x - size.width / 2, top: y - size.height / 2 };
}

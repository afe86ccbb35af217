import type { GraphLayer, GraphNode, NetworkGraph } from '../../shared/training/graph.ts';

/** One line of the drawing, top to bottom in the order of computing. */
export type GraphRow =
  | { key: string; kind: 'input'; shape: number[] }
  | { key: string; kind: 'layer'; layer: GraphLayer; open: boolean }
  | { key: string; kind: 'operation'; layer: GraphLayer; node: GraphNode; given: GraphNode[] };

/** Data flow from one row to a later one: `lane` 0 is straight down, others pass beside the rows between. */
export interface GraphEdge {
  from: number;
  to: number;
  lane: number;
}

export interface GraphDrawing {
  rows: GraphRow[];
  edges: GraphEdge[];
  /** Lanes beside the rows. */
  lanes: number;
}

/** The rows of a graph, each open layer followed by its operations, and the edges between them. */
export function drawGraph({ layers }: NetworkGraph, open: ReadonlySet<string>): GraphDrawing {
  const rows: GraphRow[] = [];
  const rowOf = new Map<number, number>();
  const inputs = layers.flatMap(({ nodes }) => nodes).find(({ kind }) => kind === 'input');
  if (inputs) {
    rowOf.set(inputs.id, 0);
    rows.push({ key: 'input', kind: 'input', shape: inputs.shape });
  }
  for (const layer of layers) {
    const unfolded = open.has(layer.name);
    rows.push({ key: layer.name, kind: 'layer', layer, open: unfolded });
    const given = new Map(layer.nodes.filter(({ kind }) => kind !== 'operation').map((node) => [node.id, node]));
    for (const node of layer.nodes) {
      if (node.kind !== 'operation') continue;
      if (unfolded) {
        const own = node.inputs.flatMap((id) => (id === inputs?.id ? [] : (given.get(id) ?? [])));
        rows.push({ key: `${layer.name}/${node.id}`, kind: 'operation', layer, node, given: own });
      }
      rowOf.set(node.id, rows.length - 1);
    }
  }
  return { rows, ...inLanes(edgesOf(layers, rowOf), rows) };
}

function edgesOf(layers: readonly GraphLayer[], rowOf: ReadonlyMap<number, number>): [from: number, to: number][] {
  const found = new Map<string, [number, number]>();
  for (const { id, inputs } of layers.flatMap(({ nodes }) => nodes)) {
    for (const input of inputs) {
      const [from, to] = [rowOf.get(input), rowOf.get(id)];
      if (from !== undefined && to !== undefined && from < to) found.set(`${from} ${to}`, [from, to]);
    }
  }
  return [...found.values()].sort(([a, b], [c, d]) => b - a - (d - c) || a - c);
}

/** Assigns lanes, shortest edges first: each takes the innermost lane that is free over its whole length. */
function inLanes(ways: [number, number][], rows: readonly GraphRow[]): Pick<GraphDrawing, 'edges' | 'lanes'> {
  const taken: [from: number, to: number][][] = [];
  const edges = ways.map(([from, to]): GraphEdge => {
    // the title row of an open layer is no node, so an edge that passes only it is straight
    const passed = rows.slice(from + 1, to).filter((row) => !(row.kind === 'layer' && row.open));
    if (passed.length === 0) return { from, to, lane: 0 };
    const free = taken.findIndex((lane) => lane.every(([start, end]) => to <= start || end <= from));
    const place = free < 0 ? taken.length : free;
    taken[place] = [...(taken[place] ?? []), [from, to]];
    return { from, to, lane: place + 1 };
  });
  return { edges, lanes: taken.length };
}

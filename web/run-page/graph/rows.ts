import type { GraphLayer, GraphNode, NetworkGraph } from '../../../shared/training/graph.ts';

/** A box of the drawing. Rows stand in the order of computing. */
export type GraphRow =
  | { key: string; kind: 'input'; shape: number[] }
  | { key: string; kind: 'layer'; layer: GraphLayer }
  | { key: string; kind: 'operation'; layer: GraphLayer; node: GraphNode; given: GraphNode[] };

/** A frame around boxes: an open layer around its operations, a residual block around its layers. */
export interface GraphFrame {
  key: string;
  layer: GraphLayer;
  kind: 'open' | 'block';
  /** The frame that this one lies in. */
  parent: string | null;
}

/** Data flow from one row to a later one. */
export interface GraphEdge {
  from: string;
  to: string;
}

export interface GraphRows {
  rows: GraphRow[];
  frames: GraphFrame[];
  edges: GraphEdge[];
  /** The frame of each row that lies in one. */
  frameOf: ReadonlyMap<string, string>;
}

/** The boxes of a graph, an open layer as a frame of its operations, and the edges between them. */
export function rowsOf({ layers }: NetworkGraph, open: ReadonlySet<string>): GraphRows {
  const batch = layers.flatMap(({ nodes }) => nodes).find(({ kind }) => kind === 'input');
  const parts = layers.map((layer) =>
    open.has(layer.name) && operationsOf(layer).length > 0 ? asOperations(layer, batch) : asOne(layer),
  );
  const rowOf = new Map(parts.flatMap((part) => part.rowOf));
  if (batch) rowOf.set(batch.id, 'input');
  const frames = framesOf(layers, parts);
  const keys = new Set(frames.map(({ key }) => key));
  return {
    rows: [...(batch ? [inputRow(batch)] : []), ...parts.flatMap(({ rows }) => rows)],
    frames,
    edges: edgesOf(layers, rowOf),
    frameOf: new Map(
      parts.flatMap(({ rows, frame }) => (keys.has(frame) ? rows.map(({ key }) => [key, frame] as const) : [])),
    ),
  };
}

/** A layer's boxes, the box of each of its operations by id, and the frame that they lie in, if there is such a one. */
interface Part {
  rows: GraphRow[];
  rowOf: [operation: number, row: string][];
  frame: string;
}

const inputRow = ({ shape }: GraphNode): GraphRow => ({ key: 'input', kind: 'input', shape });

function asOne(layer: GraphLayer): Part {
  return {
    rows: [{ key: layer.name, kind: 'layer', layer }],
    rowOf: operationsOf(layer).map(({ id }) => [id, layer.name]),
    frame: blockKey(layer.block ?? layer.name),
  };
}

function asOperations(layer: GraphLayer, batch: GraphNode | undefined): Part {
  return {
    rows: operationRows(layer, batch),
    rowOf: operationsOf(layer).map(({ id }) => [id, operationKey(layer, id)]),
    frame: openKey(layer.name),
  };
}

/** Frames of blocks, then those of open layers within them. */
function framesOf(layers: readonly GraphLayer[], parts: readonly Part[]): GraphFrame[] {
  const blocks = new Set(layers.flatMap(({ block }) => block ?? []));
  const outer = layers.filter(({ name }) => blocks.has(name));
  const opened = layers.filter((layer, index) => parts[index]?.frame === openKey(layer.name));
  const parentOf = ({ name, block }: GraphLayer) => block ?? (blocks.has(name) ? name : null);
  return [
    ...outer.map((layer): GraphFrame => ({ key: blockKey(layer.name), layer, kind: 'block', parent: null })),
    ...opened.map((layer): GraphFrame => {
      const block = parentOf(layer);
      return { key: openKey(layer.name), layer, kind: 'open', parent: block === null ? null : blockKey(block) };
    }),
  ];
}

/** Each operation with the parameters and constants that it takes; the batch is a row of its own. */
function operationRows(layer: GraphLayer, batch: GraphNode | undefined): GraphRow[] {
  const given = new Map(layer.nodes.filter(({ kind }) => kind !== 'operation').map((node) => [node.id, node]));
  return operationsOf(layer).map((node) => ({
    key: operationKey(layer, node.id),
    kind: 'operation',
    layer,
    node,
    given: node.inputs.flatMap((id) => (id === batch?.id ? [] : (given.get(id) ?? []))),
  }));
}

const operationsOf = ({ nodes }: GraphLayer) => nodes.filter(({ kind }) => kind === 'operation');
const operationKey = ({ name }: GraphLayer, id: number) => `${name}/${id}`;
const blockKey = (name: string) => `block ${name}`;
const openKey = (name: string) => `open ${name}`;

function edgesOf(layers: readonly GraphLayer[], rowOf: ReadonlyMap<number, string>): GraphEdge[] {
  const found = new Map<string, GraphEdge>();
  for (const { id, inputs } of layers.flatMap(({ nodes }) => nodes)) {
    for (const input of inputs) {
      const [from, to] = [rowOf.get(input), rowOf.get(id)];
      if (from !== undefined && to !== undefined && from !== to) found.set(`${from} ${to}`, { from, to });
    }
  }
  return [...found.values()];
}

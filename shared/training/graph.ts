import { type Static, Type } from 'typebox';

const Shape = Type.Array(Type.Integer());

/** What was computed, or what it was computed from. */
export const GraphNode = Type.Object({
  id: Type.Integer(),
  label: Type.String({ description: 'Of an operation, or the name of a parameter.' }),
  kind: Type.Enum(['operation', 'parameter', 'input']),
  shape: Shape,
  inputs: Type.Array(Type.Integer(), { description: 'The nodes it was computed from, by id.' }),
});
export type GraphNode = Static<typeof GraphNode>;

/** A layer, and the operations that it came to. */
export const GraphLayer = Type.Object({
  name: Type.String(),
  kind: Type.String(),
  shape: Type.Union([Shape, Type.Null()], { description: 'Of its output for one example; null of the loss.' }),
  parameters: Type.Integer({ description: 'Numbers that it learns, without those of layers inside it.' }),
  block: Type.Union([Type.String(), Type.Null()], { description: 'The residual block that it is in.' }),
  nodes: Type.Array(GraphNode, { description: 'In the order of computing.' }),
});
export type GraphLayer = Static<typeof GraphLayer>;

/** The computational graph of the forward pass of a run's first step, the loss last. */
export const NetworkGraph = Type.Object({
  batch: Type.Integer({ description: 'Examples in that step: the first length of most shapes.' }),
  layers: Type.Array(GraphLayer, { description: 'In the order of computing: a residual block follows what is in it.' }),
});
export type NetworkGraph = Static<typeof NetworkGraph>;

/** What a run's folder calls it: a training thread writes it there, the server reads it. */
export const GRAPH_FILE = 'graph.json';

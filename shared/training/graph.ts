import { type Static, Type } from 'typebox';

const Shape = Type.Array(Type.Integer());

/** An operation, or a parameter or input of one. */
export const GraphNode = Type.Object(
  {
    id: Type.Integer(),
    label: Type.String({ description: 'Of an operation, or the name of a parameter.' }),
    kind: Type.Enum(['operation', 'parameter', 'input']),
    shape: Shape,
    inputs: Type.Array(Type.Integer(), { description: 'The nodes it was computed from, by id.' }),
  },
  { $id: 'GraphNode' },
);
export type GraphNode = Static<typeof GraphNode>;

/** A layer and its operations. */
export const GraphLayer = Type.Object(
  {
    name: Type.String(),
    kind: Type.String(),
    input: Type.Optional(
      Type.Union([Shape, Type.Null()], {
        description: 'Shape of its input for one example; null of the loss. Graphs of earlier versions lack it.',
      }),
    ),
    shape: Type.Union([Shape, Type.Null()], { description: 'Shape of its output for one example; null of the loss.' }),
    parameters: Type.Integer({ description: 'Learned numbers, without those of the layers inside it.' }),
    block: Type.Union([Type.String(), Type.Null()], { description: 'The residual block that it is in.' }),
    nodes: Type.Array(GraphNode, { description: 'In the order of computing.' }),
  },
  { $id: 'GraphLayer' },
);
export type GraphLayer = Static<typeof GraphLayer>;

/** The computational graph of the forward pass of a run's first step, the loss last. */
export const NetworkGraph = Type.Object(
  {
    batch: Type.Integer({ description: 'Examples in that step: the first length of most shapes.' }),
    kernels: Type.Optional(
      Type.String({
        description: 'Implementation of the kernels that computed it. Graphs of earlier versions lack it.',
      }),
    ),
    layers: Type.Array(GraphLayer, {
      description: 'In the order of computing: a residual block follows what is in it.',
    }),
  },
  { $id: 'NetworkGraph' },
);
export type NetworkGraph = Static<typeof NetworkGraph>;

/** The answer of `GET /runs/:id/graph`. */
export const GraphAnswer = Type.Object(
  {
    graph: Type.Union([NetworkGraph, Type.Null()], { description: 'Null for a run that has not taken a step here.' }),
  },
  { $id: 'GraphAnswer', description: 'The computational graph of the run.' },
);
export type GraphAnswer = Static<typeof GraphAnswer>;

import { type Static, Type } from 'typebox';

/** Weights of one layer as small images. */
export const FilterLayer = Type.Object(
  {
    name: Type.String(),
    units: Type.Integer({ description: 'Of the layer; of these, the first come as images.' }),
    shown: Type.Integer(),
    channels: Type.Integer({ description: 'Images of each unit, one a channel of its input.' }),
    height: Type.Integer(),
    width: Type.Integer(),
    largest: Type.Number({ description: 'The largest size of a weight that is shown: the end of a shared scale.' }),
    weights: Type.String({
      description: 'float32 in base64, little-endian: [shown, channels, height, width].',
    }),
  },
  { $id: 'FilterLayer' },
);
export type FilterLayer = Static<typeof FilterLayer>;

/** The answer of `GET /runs/:id/filters`. */
export const FiltersAnswer = Type.Object(
  {
    step: Type.Integer({ description: 'Of the checkpoint.' }),
    layers: Type.Array(FilterLayer, {
      description: 'The first layer of a network on images, or each of its convolutions; none for other data.',
    }),
  },
  { $id: 'FiltersAnswer', description: 'What a network looks for.' },
);
export type FiltersAnswer = Static<typeof FiltersAnswer>;

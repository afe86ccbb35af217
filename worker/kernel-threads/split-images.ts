import { type Args, FLOAT_BYTES, middle, type Split, withArgs } from './split.ts';

/** Elements of one image of each block that a kernel takes. */
type Sizes = (geometry: Geometry) => readonly number[];

interface Geometry {
  image: number;
  patches: number;
  pooled: number;
}

/** (blocks …, geometry), image by image. */
export function splitImages(
  blocks: number,
  nanoseconds: number,
  cost: (geometry: Geometry) => number,
  sizes: Sizes,
): Split {
  return {
    cost: (args) => nanoseconds * args[blocks] * cost(geometryOf(args.slice(blocks))),
    halves(args) {
      const images = args[blocks];
      const at = middle(images, 1);
      if (at === 0) return null;
      const elements = sizes(geometryOf(args.slice(blocks)));
      return [
        withArgs(args, { [blocks]: at }),
        args.map((value, index) =>
          index < blocks ? value + at * elements[index] * FLOAT_BYTES : index === blocks ? images - at : value,
        ),
      ];
    },
  };
}

function geometryOf(args: Args): Geometry {
  const [, height, width, channels, kernelHeight, kernelWidth, , , , , outHeight, outWidth] = args;
  const pooled = outHeight * outWidth * channels;
  return { image: height * width * channels, patches: pooled * kernelHeight * kernelWidth, pooled };
}

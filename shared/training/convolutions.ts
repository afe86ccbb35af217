import type { Network } from './network.ts';

type Size = readonly [height: number, width: number];

/** Shapes of images after one convolution and after its pooling. */
export interface ConvolutionSizes {
  /** After the convolution, which is padded so that only its stride makes images smaller. */
  convolved: Size;
  /** After the pooling: the input of the next layer. */
  pooled: Size;
}

/** Side and step of the pooling windows. */
export const POOL = 2;

/** Sizes of images, convolution after convolution. */
export function convolutionSizes(network: Network, [height, width]: readonly number[]): ConvolutionSizes[] {
  const { convolutions, stride, pooling } = network;
  let size: Size = [height ?? 0, width ?? 0];
  return convolutions.map(() => {
    const convolved = each(size, (length) => Math.ceil(length / stride));
    size = pooling === 'none' ? convolved : each(convolved, (length) => Math.floor(length / POOL));
    return { convolved, pooled: size };
  });
}

/** Why the convolutions of a network do not fit the data; null when they do. */
export function convolutionFault(network: Network, image: readonly number[] | null): string | null {
  if (network.convolutions.length === 0) return null;
  if (!image) return 'must be none: this dataset has no images';
  const fitting = convolutionSizes(network, image).findIndex(({ pooled }) => Math.min(...pooled) < 1);
  if (fitting < 0) return null;
  const [height, width] = image;
  return (
    `must be at most ${fitting} with this stride and pooling: ` +
    `after them, nothing of an image of ${height}×${width} fills a window of ${POOL}×${POOL}`
  );
}

function each([height, width]: Size, change: (length: number) => number): Size {
  return [change(height), change(width)];
}

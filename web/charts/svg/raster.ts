/** Pixels of a PNG for each of the picture, so that it is sharp in print. */
const RATIO = 2;

/**
 * An SVG picture as PNG.
 *
 * @throws {Error} when the browser cannot draw it
 */
export async function rasterOf(svg: Blob): Promise<Blob> {
  const address = URL.createObjectURL(svg);
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement('canvas');
    canvas.width = RATIO * image.naturalWidth;
    canvas.height = RATIO * image.naturalHeight;
    canvas.getContext('2d')?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) =>
      canvas.toBlob((png) => (png ? resolve(png) : reject(new Error('the browser made no picture'))), 'image/png'),
    );
  } finally {
    URL.revokeObjectURL(address);
  }
}

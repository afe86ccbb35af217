import { PNG_RATIO } from '../charts/export/picture.ts';
import { paperSvg } from '../charts/svg/paper.ts';
import { SvgPen } from '../charts/svg/svg-pen.ts';
import { paintPaths } from './paint-paths.ts';
import { paintGround, ROOM } from './paint-surface.ts';
import type { SurfaceScene } from './scene.ts';

type Pen = CanvasRenderingContext2D;

const TITLE = 30;
const LEGEND_ROW = 18;
const MARGIN = 12;
const DOT = 8;
/** Of a character of a name, in whatever font a file is opened with. */
const WIDEST = 7.2;

/** A picture of a surface as a PNG file. */
export async function surfacePng(scene: SurfaceScene, title: string): Promise<Blob> {
  const canvas = document.createElement('canvas');
  const ruler = canvas.getContext('2d');
  if (!ruler) throw new Error('The browser gives no canvas to draw on.');
  const { width, height } = sizeOf(scene, ruler);
  [canvas.width, canvas.height] = [width * PNG_RATIO, height * PNG_RATIO];
  paint(ruler, scene, title, PNG_RATIO);
  return new Promise((resolve, reject) =>
    canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error('the browser made no picture'))), 'image/png'),
  );
}

/** A picture of a surface as the text of an SVG file. */
export function surfaceSvg(scene: SurfaceScene, title: string): string {
  const ruler = document.createElement('canvas').getContext('2d');
  const measure = (text: string, font: string) => {
    if (ruler) ruler.font = font;
    return { width: ruler?.measureText(text).width ?? 6 * text.length };
  };
  const counting = new SvgPen({ width: 1, height: 1, measure }) as unknown as Pen;
  const { width, height } = sizeOf(scene, counting);
  const pen = new SvgPen({ width, height, measure });
  paint(pen as unknown as Pen, scene, title, 1);
  return pen.toString();
}

/** The same for paper, where text is measured by an estimate; `id` differs between the pictures of a page. */
export function surfacePaperSvg(scene: SurfaceScene, title: string, id: string): string {
  const measure = (text: string) => ({ width: WIDEST * text.length });
  const size = sizeOf(scene, new SvgPen({ width: 1, height: 1, measure }) as unknown as Pen);
  const pen = new SvgPen({ ...size, measure, idOf: (index) => `${id}-clip-${index}` });
  paint(pen as unknown as Pen, scene, title, 1);
  return paperSvg(pen, title);
}

/** Title and names of runs above the picture as it is seen. */
function paint(pen: Pen, scene: SurfaceScene, title: string, ratio: number): void {
  const { ink } = scene;
  const { width, height } = sizeOf(scene, pen);
  pen.setTransform(ratio, 0, 0, ratio, 0, 0);
  pen.fillStyle = ink.surface;
  pen.fillRect(0, 0, width, height);
  pen.textBaseline = 'middle';
  pen.textAlign = 'left';
  pen.fillStyle = ink.label;
  pen.font = `600 13px ${ink.font}`;
  pen.fillText(title, MARGIN, TITLE / 2);
  const rows = legendRows(scene, pen);
  for (const { x, row, color, label } of rows) {
    const y = TITLE + (row + 0.5) * LEGEND_ROW;
    pen.beginPath();
    pen.arc(x + DOT / 2, y, DOT / 2, 0, 2 * Math.PI);
    pen.fillStyle = color;
    pen.fill();
    pen.fillStyle = ink.label;
    pen.fillText(label, x + DOT + 5, y);
  }
  pen.setTransform(ratio, 0, 0, ratio, 0, ratio * topOf(rows));
  paintGround(pen, scene);
  paintPaths(pen, scene);
}

function legendRows({ paths, ink, frame }: SurfaceScene, pen: Pen) {
  pen.font = `11px ${ink.font}`;
  let [x, row] = [MARGIN, 0];
  return paths.map(({ label, color }) => {
    const needed = DOT + 5 + pen.measureText(label).width + 14;
    if (x > MARGIN && x + needed > widthOf(frame)) [x, row] = [MARGIN, row + 1];
    const entry = { x, row, color, label };
    x += needed;
    return entry;
  });
}

function topOf(rows: readonly { row: number }[]): number {
  return TITLE + ((rows.at(-1)?.row ?? -1) + 1) * LEGEND_ROW;
}

function widthOf({ box }: SurfaceScene['frame']): number {
  return box.left + box.width + ROOM.scale;
}

function sizeOf(scene: SurfaceScene, pen: Pen): { width: number; height: number } {
  const { box } = scene.frame;
  return { width: widthOf(scene.frame), height: topOf(legendRows(scene, pen)) + box.top + box.height + ROOM.bottom };
}

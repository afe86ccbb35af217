import type { Ink } from '../ink.ts';
import { escapeXml } from './escape-xml.ts';
import { SvgPen } from './svg-pen.ts';

/** A picture on paper is light, whatever the page is. */
export const PAPER: Pick<Ink, 'text' | 'label' | 'grid' | 'axis' | 'font'> = {
  ...{ text: '#5d666b', label: '#333c41', grid: '#e3e7e9', axis: '#b8c0c4' },
  font: 'Inter, system-ui, sans-serif',
};
export const TITLE_HEIGHT = 26;
/** The width of a character, on average: an estimate, for text is not measured here. */
export const CHARACTER = 6.1;

/** A pen on white paper; `id` differs between the pictures of a page. */
export function paperPen({ width, height, id = '' }: { width: number; height: number; id?: string }): SvgPen {
  const pen = new SvgPen({ width, height, idOf: (index) => `${id}-clip-${index}` });
  pen.fillStyle = '#ffffff';
  pen.fillRect(0, 0, width, height);
  pen.lineJoin = 'round';
  pen.textBaseline = 'middle';
  return pen;
}

/** What was drawn as a whole picture. */
export function paperSvg(pen: SvgPen, title: string): string {
  return pen.toString({ attributes: ` role="img" aria-label="${escapeXml(title)}"` });
}

export function fontOf(size: number): string {
  return `${size}px ${PAPER.font}`;
}

export function drawTitle(pen: SvgPen, title: string): void {
  pen.fillStyle = PAPER.label;
  pen.font = fontOf(13);
  pen.textAlign = 'start';
  pen.fillText(title, 8, TITLE_HEIGHT / 2);
}

export function drawLine(pen: SvgPen, from: [number, number], to: [number, number]): void {
  pen.beginPath();
  pen.moveTo(...from);
  pen.lineTo(...to);
  pen.stroke();
}

/** A text that fits into so many pixels. */
export function cut(text: string, width: number): string {
  const most = Math.max(2, Math.floor(width / CHARACTER));
  return text.length > most ? `${text.slice(0, most - 1)}…` : text;
}

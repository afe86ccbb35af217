/** What of a canvas the lines of a chart are drawn with. */
type Drawn = Pick<
  CanvasRenderingContext2D,
  'beginPath' | 'moveTo' | 'lineTo' | 'closePath' | 'arc' | 'stroke' | 'fill' | 'fillText' | 'setLineDash'
>;

/** Digits after the point: a hundredth of a pixel. */
const PRECISION = 2;

/** Draws as a canvas does, and keeps what was drawn as SVG: the same code makes the page's pictures and vector ones. */
export class SvgPen implements Drawn {
  readonly elements: string[] = [];
  fillStyle = '#000000';
  strokeStyle = '#000000';
  lineWidth = 1;
  lineJoin = 'round';
  textBaseline = 'middle';
  textAlign: 'start' | 'middle' | 'end' = 'start';
  font = '11px sans-serif';
  #dash: number[] = [];
  #path = '';
  #groups = 0;

  /** A clip of the canvas is a group here; `rect` before it says of what. */
  #rect = '';
  readonly #idOf: (index: number) => string;
  #clips = 0;

  constructor(idOf: (index: number) => string) {
    this.#idOf = idOf;
  }

  save(): void {
    this.#groups = 0;
  }

  restore(): void {
    this.elements.push('</g>'.repeat(this.#groups));
    this.#groups = 0;
  }

  beginPath(): void {
    this.#path = '';
  }

  moveTo(x: number, y: number): void {
    if (!Number.isFinite(x + y)) return; // as a canvas does
    this.#path += `M${n(x)} ${n(y)}`;
  }

  lineTo(x: number, y: number): void {
    if (!Number.isFinite(x + y)) return; // as a canvas does
    this.#path += `L${n(x)} ${n(y)}`;
  }

  closePath(): void {
    this.#path += 'Z';
  }

  rect(x: number, y: number, width: number, height: number): void {
    this.#rect = `<rect x="${n(x)}" y="${n(y)}" width="${n(width)}" height="${n(height)}"/>`;
  }

  clip(): void {
    const id = this.#idOf(this.#clips++);
    this.elements.push(`<clipPath id="${id}">${this.#rect}</clipPath><g clip-path="url(#${id})">`);
    this.#groups += 1;
  }

  /** Whole circles alone. */
  arc(x: number, y: number, radius: number): void {
    this.#path += `M${n(x - radius)} ${n(y)}a${n(radius)} ${n(radius)} 0 1 0 ${n(2 * radius)} 0a${n(radius)} ${n(radius)} 0 1 0 ${n(-2 * radius)} 0`;
  }

  setLineDash(dash: number[]): void {
    this.#dash = [...dash];
  }

  stroke(): void {
    if (this.#path === '') return;
    const dash = this.#dash.length > 0 ? ` stroke-dasharray="${this.#dash.join(' ')}"` : '';
    this.elements.push(
      `<path d="${this.#path}" fill="none" ${colour('stroke', this.strokeStyle)} stroke-width="${this.lineWidth}" stroke-linejoin="round"${dash}/>`,
    );
  }

  fill(): void {
    if (this.#path !== '') this.elements.push(`<path d="${this.#path}" ${colour('fill', this.fillStyle)}/>`);
  }

  fillText(text: string, x: number, y: number): void {
    const [size = '11px'] = this.font.split(' ');
    this.elements.push(
      `<text x="${n(x)}" y="${n(y)}" dominant-baseline="central" text-anchor="${this.textAlign}" font-size="${Number.parseFloat(size)}" ${colour('fill', this.fillStyle)}>${escapeXml(text)}</text>`,
    );
  }
}

/** Text as the content of an element or a quoted attribute; characters that XML does not have are left out. */
export function escapeXml(text: string): string {
  return (
    text
      .toWellFormed()
      // biome-ignore lint/suspicious/noControlCharactersInRegex: those are what is left out
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  );
}

/** `#rrggbbaa` as a colour and its opacity, which every reader of SVG knows. */
function colour(name: 'fill' | 'stroke', value: string): string {
  const [, hex, alpha] = /^(#[0-9a-f]{6})([0-9a-f]{2})$/i.exec(value) ?? [];
  if (hex === undefined || alpha === undefined) return `${name}="${escapeXml(value)}"`;
  const opacity = Number.parseInt(alpha, 16) / 255;
  return opacity === 1 ? `${name}="${hex}"` : `${name}="${hex}" ${name}-opacity="${Number(opacity.toFixed(3))}"`;
}

function n(value: number): string {
  return String(Number(value.toFixed(PRECISION)));
}

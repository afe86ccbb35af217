import { escapeXml } from './escape-xml.ts';

/** How a text is measured: by a canvas, since an SVG that is not shown measures nothing. */
export type MeasureText = (text: string, font: string) => { width: number };

interface Options {
  width: number;
  height: number;
  /** By default an estimate. */
  measure?: MeasureText;
  /** Ids of clips, which differ between the pictures of a page: ids of a page are one space. */
  idOf?: (index: number) => string;
}

type Matrix = readonly [a: number, b: number, c: number, d: number, e: number, f: number];

interface State {
  matrix: Matrix;
  clip: string;
  fillStyle: string;
  strokeStyle: string;
  lineWidth: number;
  lineJoin: string;
  lineCap: string;
  lineDashOffset: number;
  globalAlpha: number;
  font: string;
  textAlign: string;
  textBaseline: string;
  dash: readonly number[];
}

const START: State = {
  matrix: [1, 0, 0, 1, 0, 0],
  clip: '',
  ...{
    fillStyle: '#000000',
    strokeStyle: '#000000',
    lineWidth: 1,
    lineJoin: 'miter',
    lineCap: 'butt',
    lineDashOffset: 0,
  },
  ...{ globalAlpha: 1, font: '10px sans-serif', textAlign: 'start', textBaseline: 'alphabetic', dash: [] },
};
const ANCHORS: Readonly<Record<string, string>> = { center: 'middle', right: 'end', end: 'end' };
/** How far below the given y the text's base line is, in font sizes. */
const BASELINES: Readonly<Record<string, number>> = { middle: 0.35, top: 0.8, hanging: 0.8, bottom: -0.2 };

/**
 * As much of a canvas as charts are drawn with, that writes what is drawn as SVG: a picture of a chart is made by the code
 * that draws it on the page.
 */
export class SvgPen {
  readonly canvas: { width: number; height: number; getContext: () => SvgPen; style: Record<string, string> };
  readonly #size: { width: number; height: number };
  readonly #measure: MeasureText;
  readonly #idOf: (index: number) => string;
  readonly #elements: string[] = [];
  readonly #clips: string[] = [];
  #state: State = START;
  readonly #saved: State[] = [];
  #path = '';

  constructor({ width, height, measure = estimated, idOf = (index) => `clip${index}` }: Options) {
    this.#size = { width, height };
    this.canvas = { width, height, getContext: () => this, style: {} };
    this.#measure = measure;
    this.#idOf = idOf;
  }

  /** What was drawn, as a file. `attributes` are those of its root beside its size. */
  toString({ attributes = '' } = {}): string {
    const { width, height } = this.#size;
    const head = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}"${attributes}>`;
    return [head, `<defs>${this.#clips.join('')}</defs>`, ...this.#elements, '</svg>', ''].join('\n');
  }

  save(): void {
    this.#saved.push(this.#state);
  }
  restore(): void {
    this.#state = this.#saved.pop() ?? this.#state;
  }
  resetTransform(): void {
    this.#set({ matrix: START.matrix });
  }
  setTransform(...matrix: Matrix): void {
    this.#set({ matrix });
  }
  translate(x: number, y: number): void {
    const [a, b, c, d, e, f] = this.#state.matrix;
    this.#set({ matrix: [a, b, c, d, a * x + c * y + e, b * x + d * y + f] });
  }
  rotate(angle: number): void {
    const [a, b, c, d, e, f] = this.#state.matrix;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    this.#set({ matrix: [a * cos + c * sin, b * cos + d * sin, c * cos - a * sin, d * cos - b * sin, e, f] });
  }

  beginPath(): void {
    this.#path = '';
  }
  moveTo(x: number, y: number): void {
    if (!Number.isFinite(x + y)) return; // as a canvas does
    this.#path += `M${this.#at(x, y)}`;
  }
  lineTo(x: number, y: number): void {
    if (!Number.isFinite(x + y)) return; // as a canvas does
    this.#path += `L${this.#at(x, y)}`;
  }
  closePath(): void {
    this.#path += 'Z';
  }
  rect(x: number, y: number, width: number, height: number): void {
    this.moveTo(x, y);
    this.lineTo(x + width, y);
    this.lineTo(x + width, y + height);
    this.lineTo(x, y + height);
    this.closePath();
  }
  /** A whole circle: charts draw no other arcs. */
  arc(x: number, y: number, radius: number): void {
    const half = `a${rounded(radius)} ${rounded(radius)} 0 1 1`;
    this.#path += `M${this.#at(x - radius, y)}${half} ${rounded(2 * radius)} 0${half} ${rounded(-2 * radius)} 0Z`;
  }
  ellipse(x: number, y: number, radius: number): void {
    this.arc(x, y, radius);
  }
  fill(): void {
    if (this.#path) this.#add(`<path d="${this.#path}" ${this.#paint('fill')}`);
  }
  stroke(): void {
    const { lineWidth, lineJoin, lineCap, dash } = this.#state;
    if (!this.#path || lineWidth === 0) return;
    const dashes = dash.length > 0 ? ` stroke-dasharray="${dash.join(' ')}"` : '';
    const style = `stroke-width="${rounded(lineWidth)}" stroke-linejoin="${lineJoin}" stroke-linecap="${lineCap}"${dashes}`;
    this.#add(`<path d="${this.#path}" fill="none" ${this.#paint('stroke')} ${style}`);
  }
  /** Of a rectangle: charts clip nothing else. */
  clip(): void {
    const id = this.#idOf(this.#clips.length);
    this.#clips.push(`<clipPath id="${id}"><path d="${this.#path}"/></clipPath>`);
    this.#set({ clip: id });
  }
  fillRect(x: number, y: number, width: number, height: number): void {
    this.beginPath();
    this.rect(x, y, width, height);
    this.fill();
  }
  strokeRect(x: number, y: number, width: number, height: number): void {
    this.beginPath();
    this.rect(x, y, width, height);
    this.stroke();
  }
  clearRect(): void {}
  setLineDash(dash: readonly number[]): void {
    this.#set({ dash: [...dash] });
  }
  getLineDash(): readonly number[] {
    return this.#state.dash;
  }
  measureText(text: string): { width: number } {
    return this.#measure(text, this.#state.font);
  }
  strokeText(): void {}
  fillText(text: string, x: number, y: number): void {
    const { font, textAlign, textBaseline, matrix } = this.#state;
    const [, weight = '', size = '10', family = 'sans-serif'] =
      /^(?:.*?\b(\d{3}|bold)\s+)?.*?([\d.]+)px\S*\s+(.*)$/.exec(font) ?? [];
    const [a, b] = matrix;
    const turn = b === 0 ? '' : ` transform="rotate(${rounded((Math.atan2(b, a) * 180) / Math.PI)} ${this.#at(x, y)})"`;
    const [left, top] = this.#at(x, y + (BASELINES[textBaseline] ?? 0) * Number(size)).split(' ');
    const style = `font-family="${escapeXml(family)}" font-size="${size}"${weight ? ` font-weight="${weight}"` : ''}`;
    const anchor = `text-anchor="${ANCHORS[textAlign] ?? 'start'}"`;
    this.#add(`<text x="${left}" y="${top}"${turn} ${style} ${anchor} ${this.#paint('fill')}`, escapeXml(text));
  }

  get fillStyle(): string {
    return this.#state.fillStyle;
  }
  set fillStyle(fillStyle: string) {
    this.#set({ fillStyle });
  }
  get strokeStyle(): string {
    return this.#state.strokeStyle;
  }
  set strokeStyle(strokeStyle: string) {
    this.#set({ strokeStyle });
  }
  get lineWidth(): number {
    return this.#state.lineWidth;
  }
  set lineWidth(lineWidth: number) {
    this.#set({ lineWidth });
  }
  set lineJoin(lineJoin: string) {
    this.#set({ lineJoin });
  }
  set lineCap(lineCap: string) {
    this.#set({ lineCap });
  }
  set lineDashOffset(lineDashOffset: number) {
    this.#set({ lineDashOffset });
  }
  set globalAlpha(globalAlpha: number) {
    this.#set({ globalAlpha });
  }
  get font(): string {
    return this.#state.font;
  }
  set font(font: string) {
    this.#set({ font });
  }
  set textAlign(textAlign: string) {
    this.#set({ textAlign });
  }
  set textBaseline(textBaseline: string) {
    this.#set({ textBaseline });
  }

  #set(change: Partial<State>): void {
    this.#state = { ...this.#state, ...change };
  }

  #at(x: number, y: number): string {
    const [a, b, c, d, e, f] = this.#state.matrix;
    return `${rounded(a * x + c * y + e)} ${rounded(b * x + d * y + f)}`;
  }

  /** A colour as an attribute, and its alpha as another: programs that read SVG often know no `#rrggbbaa`. */
  #paint(what: 'fill' | 'stroke'): string {
    const color = what === 'fill' ? this.#state.fillStyle : this.#state.strokeStyle;
    const isLong = /^#[0-9a-f]{8}$/i.test(color);
    const alpha = (isLong ? Number.parseInt(color.slice(7), 16) / 255 : 1) * this.#state.globalAlpha;
    return `${what}="${escapeXml(isLong ? color.slice(0, 7) : color)}"${alpha < 1 ? ` ${what}-opacity="${rounded(alpha)}"` : ''}`;
  }

  #add(start: string, content?: string): void {
    const clip = this.#state.clip ? ` clip-path="url(#${this.#state.clip})"` : '';
    const end = content === undefined ? '/>' : `>${content}</text>`;
    this.#elements.push(`${start}${clip}${end}`);
  }
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100;
}

const estimated: MeasureText = (text) => ({ width: 6 * text.length });

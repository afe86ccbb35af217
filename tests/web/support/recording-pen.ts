/** One stroke, fill or text, with what it was drawn with. */
export interface Drawn {
  kind: 'stroke' | 'fill' | 'text';
  /** The subpaths, each as its points; a circle as its centre. */
  paths: [x: number, y: number][][];
  circles: [x: number, y: number, radius: number][];
  color: string;
  width: number;
  dash: number[];
  text: string;
}

/** A canvas that keeps what is drawn on it, in order. */
export function recordingPen() {
  const drawn: Drawn[] = [];
  let paths: Drawn['paths'] = [];
  let circles: Drawn['circles'] = [];
  let dash: number[] = [];
  const state = { strokeStyle: '', fillStyle: '', lineWidth: 1, lineJoin: '', font: '', textBaseline: '' };
  const keep = (kind: Drawn['kind'], text = '') =>
    drawn.push({
      ...{ kind, paths, circles, width: state.lineWidth, dash, text },
      color: kind === 'stroke' ? state.strokeStyle : state.fillStyle,
    });
  const pen = Object.assign(state, {
    beginPath() {
      paths = [];
      circles = [];
    },
    moveTo: (x: number, y: number) => paths.push([[x, y]]),
    lineTo: (x: number, y: number) => paths.at(-1)?.push([x, y]),
    arc: (x: number, y: number, radius: number) => circles.push([x, y, radius]),
    closePath() {},
    rect() {},
    clip() {},
    save() {},
    restore() {},
    setLineDash(next: number[]) {
      dash = next;
    },
    stroke: () => keep('stroke'),
    fill: () => keep('fill'),
    fillText: (text: string) => keep('text', text),
  });
  return { drawn, pen: pen as unknown as CanvasRenderingContext2D };
}

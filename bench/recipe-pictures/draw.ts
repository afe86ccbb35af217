/** Width and height of a picture, and the room around what is drawn. */
export const [WIDTH, HEIGHT, MARGIN] = [320, 160, 16];

export type Point = readonly [x: number, y: number];
type Range = readonly [low: number, high: number];

/** Places a value of a range between two pixels. */
export function scale([low, high]: Range, [from, to]: Range, isLog = false): (value: number) => number {
  const put = isLog ? (value: number) => Math.log(Math.max(value, low)) : (value: number) => value;
  const span = put(high) - put(low) || 1;
  return (value) => from + ((put(value) - put(low)) / span) * (to - from);
}

export const ACROSS: Range = [MARGIN, WIDTH - MARGIN];
export const UP: Range = [HEIGHT - MARGIN, MARGIN];

export function rangeOf(values: readonly number[]): Range {
  const finite = values.filter(Number.isFinite);
  return [Math.min(...finite), Math.max(...finite)];
}

/** Whether values are told apart by their order of size. */
export function isLogarithmic(values: readonly number[], span = 20): boolean {
  const [low, high] = rangeOf(values);
  return low > 0 && high / low >= span;
}

/** A path through points, in the colour of that place in the palette of runs. */
export function line(points: readonly Point[], color: number, width = 2): string {
  const finite = points.filter(([x, y]) => Number.isFinite(x) && Number.isFinite(y));
  const path = finite.map(([x, y]) => `${x.toFixed(1)} ${y.toFixed(1)}`).join('L');
  return `<path d="M${path}" fill="none" style="stroke:var(--p${color % 8})" stroke-width="${width}" stroke-linejoin="round" stroke-linecap="round"/>`;
}

export function dot([x, y]: Point, color: number, radius = 3): string {
  return `<circle cx="${x.toFixed(1)}" cy="${y.toFixed(1)}" r="${radius}" style="fill:var(--p${color % 8})"/>`;
}

/** Closed rings filled with the accent. */
export function area(rings: readonly (readonly Point[])[], opacity: number): string {
  const path = rings.map((ring) => `M${ring.map(([x, y]) => `${x.toFixed(0)} ${y.toFixed(0)}`).join('L')}Z`).join('');
  return `<path d="${path}" style="fill:var(--accent)" fill-opacity="${opacity}" fill-rule="evenodd"/>`;
}

/** A cell whose strength is its share from 0 to 1; null is lost. */
export function cell(x: number, y: number, width: number, height: number, share: number | null): string {
  const fill =
    share === null
      ? 'style="fill:var(--bad)" fill-opacity="0.25"'
      : `style="fill:var(--accent)" fill-opacity="${(0.06 + 0.88 * share).toFixed(2)}"`;
  return `<rect x="${x.toFixed(1)}" y="${y.toFixed(1)}" width="${width.toFixed(1)}" height="${height.toFixed(1)}" rx="2" ${fill}/>`;
}

export function svg(parts: readonly string[]): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" aria-hidden="true" viewBox="0 0 ${WIDTH} ${HEIGHT}" preserveAspectRatio="xMidYMid slice">${parts.join('')}</svg>\n`;
}

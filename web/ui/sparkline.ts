/** A positive series that falls or rises by so many times its least is read on a logarithmic scale. */
const LOG_FROM = 100;

/**
 * The points of a small curve as an SVG path in a box of `width` × `height`; values that are not finite are gaps.
 * Empty for fewer than two points.
 */
export function sparkPath(xs: readonly number[], ys: readonly number[], width: number, height: number): string {
  const finite = ys.filter(Number.isFinite);
  if (finite.length < 2) return '';
  const isLog = Math.min(...finite) > 0 && Math.max(...finite) / Math.min(...finite) >= LOG_FROM;
  const scaled = isLog ? ys.map(Math.log) : ys;
  const x = toUnit(xs, width);
  const y = toUnit(scaled, height);
  let isDown = false;
  return scaled
    .map((value, index) => {
      if (!Number.isFinite(value)) {
        isDown = false;
        return '';
      }
      const command = isDown ? 'L' : 'M';
      isDown = true;
      return `${command}${round(x(xs[index] ?? 0))} ${round(height - y(value))}`;
    })
    .join('');
}

function toUnit(values: readonly number[], size: number): (value: number) => number {
  const finite = values.filter(Number.isFinite);
  const [low, high] = [Math.min(...finite), Math.max(...finite)];
  return (value) => (high > low ? ((value - low) / (high - low)) * size : size / 2);
}

const round = (value: number) => Math.round(value * 100) / 100;

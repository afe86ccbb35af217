const MINUS = '\u2212';
const NONE = '–';
/** So many digits tell any two float64 apart. */
const MOST_DIGITS = 17;

/** A metric's value in at most `digits` significant digits; NaN and the infinities by name. */
export function formatValue(value: number | null | undefined, digits = 4): string {
  if (value === null || value === undefined) return NONE;
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '∞' : `${MINUS}∞`;
  if (value === 0) return '0';
  const size = Math.abs(value);
  const exponent = decimalExponent(value);
  const isPlain =
    size < 1e6 ? size >= 1e-4 : Number.isInteger(value) ? size < 1e7 || exponent < digits + 2 : exponent < digits;
  if (!isPlain) return signed(trimZeros(value.toExponential(digits - 1)));
  const decimals = Number.isInteger(value) ? 0 : Math.max(0, digits - 1 - exponent);
  return signed(numberFormat(decimals).format(value));
}

/** Digits that tell values apart which differ by a thousandth of `span`, the distance of the lowest and highest around. */
export function digitsWithin(value: number, span: number, least = 4): number {
  if (!Number.isFinite(value) || value === 0 || !(span > 0)) return least;
  const digits = decimalExponent(value) - decimalExponent(Math.min(span, Number.MAX_VALUE)) + least;
  return Math.max(least, Math.min(MOST_DIGITS, digits));
}

/** The least digits, four or more, with which values that differ read differently. */
export function digitsApart(values: readonly (number | null)[]): number {
  const distinct = [...new Set(values)];
  let digits = 4;
  while (digits < MOST_DIGITS && new Set(distinct.map((value) => formatValue(value, digits))).size < distinct.length)
    digits++;
  return digits;
}

/** The power of ten of the first digit: 3 for 1234, −2 for 0.05. */
export function decimalExponent(value: number): number {
  return Number(value.toExponential().split('e')[1]);
}

/** A whole number with thousands separators. */
export function formatCount(value: number): string {
  return numberFormat(3).format(value);
}

/** Formats by their most decimals: making one takes a hundred times as long as using it, and charts use thousands a second. */
const formats = new Map<number, Intl.NumberFormat>();

function numberFormat(maximumFractionDigits: number): Intl.NumberFormat {
  const known = formats.get(maximumFractionDigits);
  if (known) return known;
  const format = new Intl.NumberFormat('en-US', { maximumFractionDigits });
  formats.set(maximumFractionDigits, format);
  return format;
}

const COMPACT = new Intl.NumberFormat('en-US', { notation: 'compact', maximumSignificantDigits: 3 });

/** A large count in three digits: 1234567 → 1.23M. */
export function formatShort(value: number): string {
  return COMPACT.format(value);
}

/** Milliseconds as the two largest units that matter: 1m 4s, 2h 5m, 3d 4h. */
export function formatDuration(ms: number): string {
  if (!Number.isFinite(ms) || ms < 0) return NONE;
  if (ms < 1000) return `${Math.round(ms)}ms`;
  if (ms < 10_000) return `${(Math.floor(ms / 100) / 10).toFixed(1)}s`;
  const seconds = Math.floor(ms / 1000);
  const units: [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [seconds % 60, 's'],
  ];
  const first = units.findIndex(([count]) => count > 0);
  return units
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count}${unit}`)
    .join(' ');
}

/** Milliseconds as every unit that is not 0, down to fractions of a second: 1d 12h, 90 min as 1h 30m, 0.25s. */
export function formatDurationExactly(ms: number): string {
  const size = Math.abs(ms);
  if (size < 1000) return signed(`${ms}${ms === 0 ? '' : 'ms'}`);
  const seconds = Math.floor(size / 1000);
  const parts: [number, string][] = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'm'],
    [(size % 60_000) / 1000, 's'],
  ];
  const text = parts.filter(([count]) => count > 0).map(([count, unit]) => `${formatCount(count)}${unit}`);
  return `${ms < 0 ? MINUS : ''}${text.join(' ')}`;
}

/** How long ago, in words short enough for a table. */
export function formatAgo(then: number, now: number): string {
  const ms = now - then;
  if (ms < 10_000) return 'just now';
  if (ms < 7 * 86_400_000) return `${formatDuration(ms).split(' ')[0]} ago`;
  return new Date(then).toLocaleDateString('en-CA');
}

/** Date and time of day in the reader's zone, to the second. */
export function formatTime(ms: number): string {
  return new Date(ms).toLocaleString('sv-SE');
}

/** Time of day to the millisecond, for log lines. */
export function formatClock(ms: number): string {
  const at = new Date(ms);
  return `${at.toLocaleTimeString('sv-SE')}.${String(at.getMilliseconds()).padStart(3, '0')}`;
}

/** `28×28×16`. */
export function formatShape(shape: readonly number[]): string {
  return shape.join('×');
}

/** `1 run`, `2 runs`. */
export function plural(count: number, noun: string): string {
  return `${formatCount(count)} ${noun}${count === 1 ? '' : 's'}`;
}

function trimZeros(text: string): string {
  const [digits = '', ...exponent] = text.split('e');
  return [digits.includes('.') ? digits.replace(/\.?0+$/, '') : digits, ...exponent].join('e');
}

function signed(text: string): string {
  return text.replace(/-/g, MINUS);
}

import { limitsAround, logTicks, roundDivision } from '../axes/ticks.ts';
import type { DrawnLine } from '../drawn-line.ts';
import { legendEntries } from '../legend-entries.ts';
import type { LinesScene, ValueAxis } from '../lines-scene.ts';
import { escapeLatex } from './latex-text.ts';
import { linePlots, lineStyle } from './pgfplots-line.ts';

/** TeX takes so many coordinates in one picture without running out of memory. */
const MOST_COORDINATES = 20_000;
const FEWEST = 200;
/** More bands would cover each other and the lines. */
const MOST_BANDS = 6;
/** A logarithmic axis that reaches less far has no two powers of ten, and gets round numbers instead. */
const TWO_DECADES = 100;
const MOST_TICKS = 6;
const MOST_TICKS_UP = 5;
/** From seconds on, so that what is written has no digits of rounding. */
const DIGITS = 12;

/** A chart as a LaTeX document with PGFPlots: the lines as they are drawn, smoothed or not, with the bands of a few. */
export function toPgfplots(title: string, scene: LinesScene): string {
  const { drawn } = scene;
  const most = Math.max(FEWEST, Math.floor(MOST_COORDINATES / Math.max(1, drawn.length)));
  const colors = [...new Set(drawn.map(({ color }) => color))];
  const colorOf = ({ color }: Pick<DrawnLine, 'color'>) => colorName(colors.indexOf(color));
  const named = drawn.filter(({ strength }) => strength === 1);
  const time = xScale(scene);
  const plots = (side: DrawnLine['side'], { log }: ValueAxis) =>
    drawn
      .filter((line) => line.side === side)
      .flatMap((line) =>
        linePlots(line, {
          ...{ color: colorOf(line), log, xOf: time.xOf, most },
          hasBand: line.strength === 1 && named.length <= MOST_BANDS,
        }),
      );
  /** As beside the chart: runs by their colours, metrics by their dashes; where there are two axes, outside of both. */
  const legend = legendEntries(drawn).flatMap(({ label, color, dash }) => [
    `\\addlegendimage{${lineStyle({ dash, strength: 1 }, color === null ? 'black' : colorOf({ color })).join(', ')}}`,
    `\\addlegendentry{${escapeLatex(label)}}`,
  ]);
  return [
    '% Needs PGFPlots 1.16 or later.',
    '\\documentclass{standalone}',
    '\\usepackage[T1]{fontenc}',
    '\\usepackage{pgfplots}',
    '\\pgfplotsset{compat=1.16}',
    ...colors.map((color, index) => `\\definecolor{${colorName(index)}}{HTML}{${color.slice(1, 7).toUpperCase()}}`),
    '\\begin{document}',
    '\\begin{tikzpicture}',
    ...axis(scene, scene.left, time, [`title={${escapeLatex(title)}}`, ...(scene.right ? ['axis y line*=left'] : [])]),
    ...(scene.right ? [] : legend),
    ...plots('left', scene.left),
    '\\end{axis}',
    ...(scene.right
      ? [
          ...axis(scene, scene.right, time, ['axis y line*=right', 'axis x line=none']),
          ...legend,
          ...plots('right', scene.right),
          '\\end{axis}',
        ]
      : []),
    '\\end{tikzpicture}',
    '\\end{document}',
    '',
  ].join('\n');
}

interface XScale {
  label: string;
  xOf: (x: number) => number;
}

/** Times in seconds: TeX counts in too few digits for milliseconds since 1970. */
function xScale({ x: { kind, title, extent } }: LinesScene): XScale {
  const seconds = (x: number) => Number((x / 1000).toPrecision(DIGITS));
  if (kind === 'relative') return { label: 'Time in seconds', xOf: seconds };
  if (kind !== 'time') return { label: title || (kind === 'step' ? 'Step' : ''), xOf: (x) => x };
  const start = Math.floor((extent?.[0] ?? 0) / 1000) * 1000;
  const at = new Date(start)
    .toISOString()
    .replace('T', ' ')
    .replace(/\.\d+Z$/, ' UTC');
  return { label: `Seconds since ${at}`, xOf: (x) => seconds(x - start) };
}

function axis({ x, right }: LinesScene, y: ValueAxis, { label, xOf }: XScale, own: string[]): string[] {
  const options = [
    ...own,
    'width=12cm',
    'height=7cm',
    ...(label ? [`xlabel={${escapeLatex(label)}}`] : []),
    ...(y.unit ? [`ylabel={${escapeLatex(y.unit)}}`] : []),
    ...(x.log ? ['xmode=log', ...ticksOf('x', x.extent)] : []),
    ...(y.log ? ['ymode=log', ...ticksOf('y', y.range ?? y.extent)] : []),
    ...(x.extent ? limits('x', limitsAround(xOf(x.extent[0]), xOf(x.extent[1]))) : []),
    ...yLimits(y),
    right ? 'legend style={at={(1.18,1)}, anchor=north west}' : 'legend pos=outer north east',
    'legend cell align=left',
    'unbounded coords=jump',
  ];
  return ['\\begin{axis}[', ...options.map((option) => `  ${option},`), ']'];
}

const limits = (name: 'x' | 'y', [low, high]: readonly [number, number]) => [`${name}min=${low}`, `${name}max=${high}`];

/** Those of the page, so that what a line hides or a band reaches is in the picture too. */
function yLimits({ log, range, extent }: ValueAxis): string[] {
  if (range) return limits('y', range);
  if (!extent) return [];
  const [low, high] = limitsAround(...extent);
  if (log) return limits('y', [low, high]);
  const { min, max } = roundDivision(low, high, MOST_TICKS_UP);
  return limits('y', [min, max]);
}

function ticksOf(name: 'x' | 'y', extent: readonly [number, number] | null): string[] {
  if (!extent || extent[1] / extent[0] >= TWO_DECADES) return [];
  const ticks = logTicks(...limitsAround(...extent), MOST_TICKS);
  const labels = ticks.map(({ label }) => `{${escapeLatex([label].flat().join(' '))}}`);
  return [`${name}tick={${ticks.map(({ value }) => value).join(',')}}`, `${name}ticklabels={${labels.join(',')}}`];
}

/** Letters alone, as the name of a colour may not end in a digit before a mixing `!`. */
const colorName = (index: number) => `run${String.fromCharCode(97 + Math.floor(index / 26), 97 + (index % 26))}`;

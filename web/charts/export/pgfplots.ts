import type { DrawnLine } from '../drawn-line.ts';
import type { LinesScene, ValueAxis } from '../lines-scene.ts';
import { mainValues } from '../main-values.ts';
import type { PlotLine } from '../plot-line.ts';

/** TeX takes so many coordinates in one picture without running out of memory. */
const MOST_COORDINATES = 20_000;
const FEWEST = 200;
const X_LABELS = { step: 'Step', relative: 'Time in seconds', time: 'Time in seconds since 1970', metric: '' } as const;
const MS = 0.001;

/** A chart as a LaTeX document with PGFPlots: the lines as they are drawn, smoothed or not, and the bands of up to four. */
export function toPgfplots(title: string, scene: LinesScene): string {
  const { drawn } = scene;
  const most = Math.max(FEWEST, Math.floor(MOST_COORDINATES / Math.max(1, drawn.length)));
  const left = drawn.filter(({ side }) => side === 'left');
  const right = drawn.filter(({ side }) => side === 'right');
  const colors = [...new Set(drawn.map(({ color }) => color))];
  const plot = (line: DrawnLine) => plotOf(line, scene, { name: colorName(colors.indexOf(line.color)), most });
  return [
    '% Needs PGFPlots 1.16 or later.',
    '\\documentclass{standalone}',
    '\\usepackage[T1]{fontenc}',
    '\\usepackage{pgfplots}',
    '\\pgfplotsset{compat=1.16}',
    ...colors.map((color, index) => `\\definecolor{${colorName(index)}}{HTML}{${color.slice(1, 7).toUpperCase()}}`),
    '\\begin{document}',
    '\\begin{tikzpicture}',
    ...axis(scene, scene.left, [`title={${escapeLatex(title)}}`]),
    ...left.flatMap(plot),
    '\\end{axis}',
    ...(scene.right
      ? [...axis(scene, scene.right, ['axis y line*=right', 'axis x line=none']), ...right.flatMap(plot), '\\end{axis}']
      : []),
    '\\end{tikzpicture}',
    '\\end{document}',
    '',
  ].join('\n');
}

function axis({ x }: LinesScene, { log, range, unit }: ValueAxis, own: string[]): string[] {
  const label = x.title || X_LABELS[x.kind];
  const scale = isTime(x.kind) ? MS : 1;
  const options = [
    ...own,
    'width=12cm',
    'height=7cm',
    ...(label ? [`xlabel={${escapeLatex(label)}}`] : []),
    ...(unit ? [`ylabel={${escapeLatex(unit)}}`] : []),
    ...(x.log ? ['xmode=log'] : []),
    ...(log ? ['ymode=log'] : []),
    ...(x.extent ? [`xmin=${x.extent[0] * scale}`, `xmax=${x.extent[1] * scale}`] : []),
    ...(range ? [`ymin=${range[0]}`, `ymax=${range[1]}`] : []),
    'legend pos=outer north east',
    'legend cell align=left',
    'unbounded coords=jump',
    'scaled ticks=false',
  ];
  return ['\\begin{axis}[', ...options.map((option) => `  ${option},`), ']'];
}

function plotOf(
  { line, label, dash, strength }: DrawnLine,
  { x: { kind }, drawn, left, right }: LinesScene,
  { name, most }: { name: string; most: number },
): string[] {
  const log = (right && drawn.some((each) => each.line === line && each.side === 'right') ? right : left).log;
  const scale = isTime(kind) ? MS : 1;
  const at = (values: readonly number[]) => (index: number) =>
    `(${line.x(index) * scale},${numberOf(values[index], log)})`;
  const shown = thinned(line, most);
  const style = [
    name,
    'line width=0.8pt',
    ...(strength < 1 ? [`opacity=${strength}`, 'forget plot'] : []),
    ...(dash.length > 0
      ? [`dash pattern=${dash.map((part, index) => `${index % 2 === 0 ? 'on' : 'off'} ${part}pt`).join(' ')}`]
      : []),
  ];
  const main = `\\addplot[${style.join(', ')}] coordinates {${shown.map(at(mainValues(line))).join(' ')}};`;
  const hasBand = !line.raw && drawn.length <= 4 && isWhole(line, log);
  const band = hasBand
    ? [
        `\\addplot[draw=none, fill=${name}, fill opacity=0.15, forget plot] coordinates {${[
          ...shown.map(at(line.columns.max)),
          ...shown.toReversed().map(at(line.columns.min)),
        ].join(' ')}} -- cycle;`,
      ]
    : [];
  return [...band, main, ...(strength < 1 ? [] : [`\\addlegendentry{${escapeLatex(label)}}`])];
}

/** Indices of the buckets that are drawn: all, or of each stretch those with its lowest and highest value. */
function thinned(line: PlotLine, most: number): number[] {
  const all = Array.from({ length: line.length }, (_, index) => index);
  if (all.length <= most) return all;
  const values = mainValues(line);
  const stretch = Math.ceil((2 * all.length) / most);
  const kept = new Set([0, all.length - 1]);
  for (let from = 0; from < all.length; from += stretch) {
    const part = all.slice(from, from + stretch).filter((index) => Number.isFinite(values[index]));
    const value = (index: number) => values[index] as number;
    const [first] = part;
    if (first === undefined) kept.add(from);
    else {
      kept.add(part.reduce((a, b) => (value(b) < value(a) ? b : a), first));
      kept.add(part.reduce((a, b) => (value(b) > value(a) ? b : a), first));
    }
  }
  return [...kept].sort((a, b) => a - b);
}

function isWhole({ columns: { min, max } }: PlotLine, log: boolean): boolean {
  return [...min, ...max].every((value) => Number.isFinite(value) && (!log || value > 0));
}

function numberOf(value: number | undefined, log: boolean): string {
  return value === undefined || !Number.isFinite(value) || (log && value <= 0) ? 'nan' : String(value);
}

const isTime = (kind: LinesScene['x']['kind']) => kind === 'relative' || kind === 'time';

/** Letters alone, as the name of a colour may not end in a digit before a mixing `!`. */
const colorName = (index: number) => `run${String.fromCharCode(97 + Math.floor(index / 26), 97 + (index % 26))}`;

const LATEX: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '^': '\\textasciicircum{}',
  '~': '\\textasciitilde{}',
  '·': '\\textperiodcentered{}',
  '…': '\\ldots{}',
  '−': '$-$',
  '×': '$\\times$',
  '∞': '$\\infty$',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
};

/** A text that LaTeX sets as it is. Characters that its fonts lack are left out. */
export function escapeLatex(text: string): string {
  return Array.from(text, (character) => {
    if (LATEX[character] !== undefined) return LATEX[character];
    if (/[{}$&#_%]/.test(character)) return `\\${character}`;
    return /[\u0020-\u024f]/.test(character) ? character : '';
  }).join('');
}

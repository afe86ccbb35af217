import { describe, expect, test } from 'vitest';
import { decideSettings } from '../../../web/charts/chart-settings.ts';
import type { DrawnLine } from '../../../web/charts/drawn-line.ts';
import { escapeLatex } from '../../../web/charts/export/latex-text.ts';
import { toPgfplots } from '../../../web/charts/export/pgfplots.ts';
import { legendCells } from '../../../web/charts/export/picture-legend.ts';
import { GroupLine } from '../../../web/charts/group-line.ts';
import { linesScene } from '../../../web/charts/lines-scene.ts';
import { linesTable } from '../../../web/charts/lines-table.ts';
import { SeriesLine } from '../../../web/charts/series-line.ts';
import { SvgPen } from '../../../web/charts/svg/svg-pen.ts';
import { aCurve } from '../support/fakes.ts';

const drawn = (values: number[], label: string, changes: Partial<DrawnLine> = {}): DrawnLine => ({
  ...{ line: new SeriesLine(aCurve(values), {}), label, color: '#5174c4', dash: [], side: 'left', strength: 1 },
  ...changes,
});
const sceneOf = (lines: DrawnLine[], settings = {}) =>
  linesScene(lines, decideSettings(settings), {
    ...{ x: 'step', window: null, yWindow: null, log: undefined, unitOf: () => '' },
  });

describe('a chart as PGFPlots', () => {
  test('has an axis with its scale, a line for each with its colour and dash, and its name', () => {
    const text = toPgfplots(
      'train/loss_1',
      sceneOf([drawn([1, 2], 'a'), drawn([3, 4], 'b', { dash: [5, 3] })], { y: 'log' }),
    );
    expect(text).toContain('title={train/loss\\_1},');
    expect(text).toContain('ymode=log,');
    expect(text).toContain('\\definecolor{runaa}{HTML}{5174C4}');
    expect(text).toContain('\\addplot[runaa, line width=0.8pt, forget plot] coordinates {(1,1) (2,2)};');
    expect(text).toContain('dash pattern=on 5pt off 3pt, forget plot] coordinates {(1,3) (2,4)};');
    expect(text.match(/\\addlegendentry/g)).toHaveLength(2);
  });

  test('opens and closes each group and environment', () => {
    const lines = [drawn([1, Number.NaN, 2], 'a'), drawn([3, 4], 'b', { side: 'right' })];
    const text = toPgfplots('{weird} \\title', sceneOf(lines));
    const unescaped = text.replaceAll(/\\[{}\\]/g, '');
    expect(unescaped.match(/\{/g)?.length).toBe(unescaped.match(/\}/g)?.length);
    expect(text.match(/\\begin\{axis\}/g)).toHaveLength(2);
    expect(text.match(/\\end\{axis\}/g)).toHaveLength(2);
    expect(text).toContain('(2,nan)');
    expect(text).toContain('axis y line*=right');
  });

  test('leaves out no extreme of a line that is too long for TeX', () => {
    const values = Array.from({ length: 50_000 }, (_, index) => (index === 31_234 ? 99 : Math.sin(index)));
    const text = toPgfplots('x', sceneOf([drawn(values, 'a')]));
    expect(text).toContain('(31235,99)');
    expect(text.match(/\(\d+,/g)?.length).toBeLessThanOrEqual(20_002);
  });

  test('shows a spike that smoothing hides, on the axis of the page', () => {
    const values = Array.from({ length: 200 }, (_, index) => (index === 120 ? 40 : 1 + 0.01 * Math.sin(index)));
    const curve = aCurve(values);
    curve.columns = { ...curve.columns, smoothed: values.map(() => 1) };
    const line = new SeriesLine(curve, { smoothing: 0.6 });
    const text = toPgfplots('x', sceneOf([{ ...drawn([0], 'a'), line }], { y: 'log' }));
    expect(text).toContain('coordinates {(121,1) (121,40)};');
    expect(text).toContain('only marks, mark=*, mark size=1pt, forget plot] coordinates {(121,40)};');
    expect(text).toContain('ymax=40,');
    const linear = toPgfplots('x', sceneOf([{ ...drawn([0], 'a'), line }], { y: 'linear' }));
    expect(linear).toContain('ymin=0,');
    expect(linear).toContain('ymax=40,');
  });

  test('names a run once by its colour and a metric once by its dash', () => {
    const of = (key: string, run: string, dash: number[]) =>
      drawn([1, 2], `${run} · ${key}`, { dash, line: new SeriesLine({ ...aCurve([1, 2]), run, key }, {}) });
    const lines = ['a', 'b'].flatMap((run) => [of('train/loss', run, []), of('val/loss', run, [6, 4])]);
    const text = toPgfplots('x', sceneOf(lines));
    expect(text.match(/\\addlegendentry\{[^}]*\}/g)).toEqual(
      ['a', 'b', 'train/loss', 'val/loss'].map((name) => `\\addlegendentry{${name}}`),
    );
  });

  test('draws a band of each stretch that has one, and a point between gaps as a dot', () => {
    const columns = {
      ...{ step: [1, 2, 3, 4, 5], time: [1, 2, 3, 4, 5], count: [9, 9, 9, 9, 9], nonFinite: [0, 0, 9, 0, 0] },
      ...{ mean: [5, 4, Number.NaN, 3, -1], min: [4, 3, Number.NaN, 2, -2], max: [6, 5, Number.NaN, 4, 1] },
    };
    const line = new SeriesLine(aCurve([0], { raw: false, points: 500, columns }), {});
    const text = toPgfplots('x', sceneOf([{ ...drawn([0], 'a'), line }], { y: 'log' }));
    expect(text).toContain('coordinates {(1,6) (2,5) (2,3) (1,4)} -- cycle;');
    expect(text).toContain('coordinates {(4,4) (4,2)} -- cycle;');
    expect(text).toContain('coordinates {(1,5) (2,4) (3,nan) (4,3) (5,nan)};');
    expect(text).toContain('only marks, mark=*, mark size=1pt, forget plot] coordinates {(4,3)};');
  });

  test('draws the band of a group, whose runs are faint and in no legend', () => {
    const curve = { x: [1, 2], middle: [4, 2], low: [3, 1], high: [5, 3], count: [5, 5] };
    const members = ['a', 'b', 'c', 'd', 'e'].map((run) => ({ run, values: [4, 2] }));
    const lines = GroupLine.of({ key: 'loss', group: 'g', runs: 5, columns: curve, members });
    const text = toPgfplots(
      'x',
      sceneOf(lines.map((line) => drawn([0], 'adam', { line, strength: line.isMember ? 0.3 : 1 }))),
    );
    expect(text.match(/-- cycle/g)).toHaveLength(1);
    expect(text.match(/opacity=0.3, forget plot/g)).toHaveLength(5);
    expect(text.match(/\\addlegendentry/g)).toHaveLength(1);
  });

  test('has one legend for both axes, so that none lies over the other', () => {
    const text = toPgfplots('x', sceneOf([drawn([1, 2], 'a'), drawn([3, 4], 'b', { side: 'right' })]));
    const [left = '', right = ''] = text.split('\\end{axis}');
    expect(left).not.toContain('addlegendentry');
    expect(right.match(/\\addlegendentry\{.\}/g)).toEqual(['\\addlegendentry{a}', '\\addlegendentry{b}']);
  });

  test('has round numbers on a logarithmic axis that is too short for powers of ten', () => {
    const text = toPgfplots('x', sceneOf([drawn([1, 2, 4], 'a')], { y: 'log' }));
    expect(text).toContain('ytick={1,2},');
    expect(toPgfplots('x', sceneOf([drawn([1, 1000], 'a')], { y: 'log' }))).not.toContain('ytick');
  });

  test('counts times from the first, in seconds: TeX has too few digits for those since 1970', () => {
    const start = Date.parse('2026-11-28T12:00:00Z');
    const columns = { step: [1, 2], time: [start + 100, start + 2600], mean: [1, 2], count: [1, 1], nonFinite: [0, 0] };
    const line = new SeriesLine(aCurve([1, 2], { columns }), { x: 'time' });
    const scene = linesScene([{ ...drawn([1, 2], 'a'), line }], decideSettings({ x: 'time' }), {
      ...{ x: 'time', window: null, yWindow: null, log: undefined, unitOf: () => '' },
    });
    expect(toPgfplots('x', scene)).toContain('coordinates {(0.1,1) (2.6,2)};');
    expect(toPgfplots('x', scene)).toContain('xlabel={Seconds since 2026-11-28 12:00:00 UTC}');
  });

  test.each([
    ['50% of $x_1 & {y}#', '50\\% of \\$x\\_1 \\& \\{y\\}\\#'],
    ['a\\b^c~d', 'a\\textbackslash{}b\\textasciicircum{}c\\textasciitilde{}d'],
    ['adam · lr 0.1 … ∞', 'adam \\textperiodcentered{} lr 0.1 \\ldots{} $\\infty$'],
    ['日本 über', ' über'],
    ['β₁ ≥ σ', '$\\beta$1 $\\geq$ $\\sigma$'],
    ['a--b ,, "x" `y`', 'a-{}-b ,{}, \\textquotedbl{}x\\textquotedbl{} \\textasciigrave{}y\\textasciigrave{}'],
    ['“ǎ” ŧ\u0085\u007f\n.', '\\textquotedblleft{}a\\textquotedblright{} .'],
    ['<a|b>', '\\textless{}a\\textbar{}b\\textgreater{}'],
  ])('sets %j as it is', (text, escaped) => {
    expect(escapeLatex(text)).toBe(escaped);
  });
});

describe('the legend of a picture', () => {
  const cellsOf = (names: string[], width: number) => {
    const entries = names.map((label) => ({ label, color: '#000000', dash: [] }));
    const { cells, height } = legendCells(entries, width, (text) => 6 * text.length);
    return { height, places: cells.map(({ x, y }) => [x, y]) };
  };

  test('is one row where there is room, else columns of one width', () => {
    expect(cellsOf(['a', 'bb', 'c'], 400)).toEqual({
      height: 22,
      places: [
        [0, 9],
        [41, 9],
        [88, 9],
      ],
    });
    const { places, height } = cellsOf(['a', 'long name', 'c', 'd', 'e'], 200);
    expect(places).toEqual([
      [0, 9],
      [89, 9],
      [0, 27],
      [89, 27],
      [0, 45],
    ]);
    expect(height).toBe(58);
  });

  test('is not there for a single line, and one column where a name is wider than the picture', () => {
    expect(cellsOf(['a'], 400)).toEqual({ height: 0, places: [] });
    expect(cellsOf(['a name that is long', 'b'], 80).places).toEqual([
      [0, 9],
      [0, 27],
    ]);
  });
});

describe('an SVG pen', () => {
  const penOf = () => new SvgPen({ width: 200, height: 100, measure: (text) => ({ width: text.length * 6 }) });

  test('writes paths, circles and texts where a canvas would draw them', () => {
    const pen = penOf();
    pen.translate(10, 20);
    pen.strokeStyle = '#11223380';
    pen.lineWidth = 2;
    pen.setLineDash([4, 2]);
    pen.beginPath();
    pen.moveTo(0, 0);
    pen.lineTo(5, 5.555);
    pen.stroke();
    pen.font = '600 12px Inter, "Some Font"';
    pen.textAlign = 'right';
    pen.fillStyle = '#000000';
    pen.fillText('a < b & c', 1, 2);
    const text = pen.toString();
    expect(text).toContain(
      '<path d="M10 20L15 25.56" fill="none" stroke="#112233" stroke-opacity="0.5" stroke-width="2" stroke-linejoin="miter" stroke-linecap="butt" stroke-dasharray="4 2"/>',
    );
    expect(text).toContain(
      '<text x="11" y="22" font-family="Inter, &quot;Some Font&quot;" font-size="12" font-weight="600"',
    );
    expect(text).toContain('text-anchor="end" fill="#000000">a &lt; b &amp; c</text>');
  });

  test('keeps a clip and a style only between save and restore', () => {
    const pen = penOf();
    pen.save();
    pen.beginPath();
    pen.rect(0, 0, 50, 50);
    pen.clip();
    pen.fillStyle = '#ff0000';
    pen.fillRect(0, 0, 10, 10);
    pen.restore();
    pen.fillRect(1, 1, 10, 10);
    const [clipped, plain] = pen
      .toString()
      .split('\n')
      .filter((line) => line.startsWith('<path'));
    expect(clipped).toContain('fill="#ff0000" clip-path="url(#clip0)"');
    expect(plain).toContain('fill="#000000"/>');
  });

  test('turns texts', () => {
    const pen = penOf();
    pen.translate(50, 50);
    pen.rotate(-Math.PI / 2);
    pen.fillText('up', 0, 0);
    expect(pen.toString()).toContain('transform="rotate(-90 50 50)"');
  });
});

test('a chart as a table has what each line is drawn at, and nothing where one is not drawn', () => {
  const rows = linesTable(sceneOf([drawn([1, 2, 3], 'a'), drawn([7], 'b')]));
  expect(rows).toEqual([
    { x: 1, values: [1, 7] },
    { x: 2, values: [2, null] },
    { x: 3, values: [3, null] },
  ]);
  expect(
    linesTable(
      sceneOf([
        drawn(
          Array.from({ length: 1000 }, (_, index) => index),
          'a',
        ),
      ]),
    ).length,
  ).toBeLessThanOrEqual(61);
});

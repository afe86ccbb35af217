import { expect, test } from 'vitest';
import { surfacePictures } from '../../../web/surfaces/surface-paper.ts';
import { aRun } from '../support/fakes.ts';

/** Runs of ten steps along a line from where each starts. */
const api = {
  series: async () => ({
    rev: 1,
    series: Object.fromEntries(['point/x', 'point/y', 'loss'].map((key) => [key, { lastStep: 10 }])),
  }),
  queryPanels: async ({ parts: [query] }: { parts: { runs: string[]; keys: string[] }[] }) => {
    const step = Array.from({ length: 11 }, (_, index) => index);
    const from = Number(query?.runs[0]?.slice(1));
    const series = (query?.keys ?? []).map((key) => ({
      key,
      rev: 1,
      columns: { step, mean: step.map((at) => from + at / 10) },
    }));
    return { parts: [{ kind: 'curves', series, failed: [] }] };
  },
  querySeries: async () => ({ series: [] }),
};
const descent = (id: string, surface: object, optimizer = 'gd') =>
  aRun({
    ...{ id, name: `run <${id}>`, kind: 'training' },
    config: { surface, start: [0, 0], optimizer: { name: optimizer, learningRate: 0.1 }, noise: 0 },
  });

const beale = { name: 'beale' };
const pictures = (runs: Parameters<typeof surfacePictures>[1], options: { step?: number; title?: string } = {}) =>
  surfacePictures(api as never, runs, { step: options.step ?? null, title: options.title, id: 'panel-1' });

test('descents on one surface are one picture for paper, with contours, a path and a name each', async () => {
  const svg = await pictures([descent('r0', beale), descent('r1', beale, 'adam')]);
  expect(svg).toMatch(/^<svg .*role="img" aria-label="Beale"/);
  expect(svg.match(/<svg/g)).toHaveLength(1);
  expect(svg).toContain('run &lt;r0&gt;');
  expect(svg).toContain('run &lt;r1&gt;');
  expect(svg.match(/<path /g)?.length).toBeGreaterThan(20);
  expect(svg).not.toContain('NaN');
  expect(svg).toContain('id="panel-1-0-clip-');
});

test('descents on two surfaces are two, and networks are none', async () => {
  const svg = await pictures([descent('r0', beale), descent('r1', { name: 'rosenbrock' }), aRun({ id: 'n' })]);
  expect(svg.match(/<svg/g)).toHaveLength(2);
  expect(await pictures([aRun({ id: 'n' })])).toBe('');
});

test('the picture stands at the step that is asked for, and has the given title', async () => {
  const [early, late] = await Promise.all([
    pictures([descent('r0', beale)], { step: 2, title: 'a < b' }),
    pictures([descent('r0', beale)], { title: 'a < b' }),
  ]);
  expect(early).toContain('aria-label="a &lt; b"');
  expect(early).not.toBe(late);
});

test('a function of one coordinate is its graph', async () => {
  const svg = await pictures([descent('r0', { name: 'formula', text: 'x^2', minima: [] })]);
  expect(svg).toMatch(/^<svg .*aria-label="x\^2"/);
  expect(svg).not.toContain('NaN');
});

import { describe, expect, test } from 'vitest';
import type { PanelSpec } from '../../../shared/panel-spec.ts';
import { panelPicture } from '../../../web/reports/panel-picture.ts';
import { aCurve, aRun, aSummary } from '../support/fakes.ts';

const runs = [1, 2, 3].map((value) =>
  aRun({
    id: `r${value}`,
    name: `run <${value}>`,
    config: { lr: 10 ** -value, optimizer: value < 3 ? 'adam' : 'sgd' },
    summary: { loss: aSummary(value, value) },
  }),
);
const goals = { ofAll: () => 'min' as const, unitOfAll: () => '' };
const answer = (parts: object[]) => ({ queryPanels: async () => ({ parts }) as never });
const curves = runs.map(({ id }, index) => aCurve([3, 2, 1 + index], { run: id }));

function pictureOf(
  spec: Partial<PanelSpec>,
  { parts = [{ kind: 'curves', series: curves }] as object[], by = [] as string[] } = {},
) {
  const grouping = by.length > 0 ? { by } : null;
  return panelPicture(
    { api: answer(parts), goals },
    { spec: { id: 'p', kind: 'curves', metrics: ['loss'], ...spec }, runs, grouping, baseline: null, window: null },
  );
}
const count = (text: string | null, what: RegExp) => text?.match(what)?.length ?? 0;

describe('a chart of a report on paper', () => {
  test('has a line and a name for each run', async () => {
    const svg = await pictureOf({});
    expect(svg).toMatch(/^<svg .*aria-label="loss"/);
    expect(svg).toContain('run &lt;1&gt;');
    expect(count(svg, /stroke-width="1.5"/g)).toBe(3);
    expect(svg).toContain('>Step</text>');
  });

  test('has a line with its band for each group, down to the edge where the band has no logarithm', async () => {
    const columns = { x: [1, 2, 3], middle: [3, 2, 1], low: [2, -1, Number.NaN], high: [4, 3, 2], count: [2, 2, 1] };
    const parts = [{ kind: 'groups', series: [{ key: 'loss', group: '["adam"]', runs: 2, columns }] }];
    const svg = await pictureOf({ settings: { y: 'log' } }, { parts, by: ['config.optimizer'] });
    expect(svg).toContain('adam (2)');
    expect(svg).toContain('fill-opacity');
    expect(svg).toContain(' 10000');
    expect(svg).not.toContain('NaN');
  });

  test('is a bar for each run, the best first', async () => {
    const svg = (await pictureOf({ kind: 'bar' })) ?? '';
    expect(svg).toContain('loss (best)');
    expect(svg.indexOf('&lt;1&gt;')).toBeLessThan(svg.indexOf('&lt;2&gt;'));
    expect(count(svg, /<path [^>]*Z" fill="#(?!ffffff)/g)).toBe(3);
  });

  test('is a box for each group', async () => {
    const svg = await pictureOf({ kind: 'box' }, { by: ['config.optimizer'] });
    expect(svg).toContain('n = 2');
    expect(svg).toContain('n = 1');
    expect(count(svg, /a3 3 0 1 1 6 0/g)).toBe(3);
  });

  test('is a dot for each run over a setting', async () => {
    const svg = await pictureOf({ kind: 'scatter', across: 'config.lr', settings: { logX: true } });
    expect(count(svg, /a5 5 0 1 1 10 0/g)).toBe(3);
    expect(svg).toContain('>lr (log)</text>');
    expect(svg).not.toContain('NaN');
  });

  test('is a table of runs and metrics', async () => {
    const html = await pictureOf({ kind: 'table', title: 'a < b' });
    expect(html).toMatch(/^<table><caption>a &lt; b<\/caption>/);
    expect(html).toContain('<tr><td>run &lt;2&gt;</td><td class="end">2</td></tr>');
  });

  test.each(['bar', 'box', 'scatter', 'table'] as const)(
    'is nothing where no run has the metric of a %s panel',
    async (kind) => {
      expect(await pictureOf({ kind, metrics: ['none'] })).toBe(null);
    },
  );

  test('is nothing where the server has no points', async () => {
    expect(await pictureOf({}, { parts: [{ kind: 'failed', code: 'invalid', message: 'no' }] })).toBe(null);
  });
});

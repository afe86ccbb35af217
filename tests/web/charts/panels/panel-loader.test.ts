import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CurvesQuery, PanelQuery } from '../../../../shared/panel-query.ts';
import { PanelLoader } from '../../../../web/charts/panels/panel-loader.ts';
import { aCurve } from '../../support/fakes.ts';

const query = (keys: string[], changes: Partial<CurvesQuery> = {}): CurvesQuery => ({
  kind: 'curves',
  runs: ['r'],
  keys,
  columns: ['mean'],
  ...changes,
});
const forever = new AbortController().signal;

/** Answers each part with a curve a key, whose value is the request's number. */
const queryPanels = vi.fn(async ({ parts }: PanelQuery) => ({
  parts: parts.map(({ keys }) => ({
    kind: 'curves',
    series: keys.map((key) => aCurve([queryPanels.mock.calls.length], { key })),
    failed: [],
  })),
}));
let loader: PanelLoader;

beforeEach(() => {
  vi.useFakeTimers();
  queryPanels.mockClear();
  loader = new PanelLoader({ queryPanels } as never);
});
afterEach(() => vi.useRealTimers());

test('what panels ask for at once goes in one request, and what they ask alike in one part', async () => {
  const answers = [
    loader.load(query(['a']), forever),
    loader.load(query(['b', 'a']), forever),
    loader.load(query(['a'], { window: [1, 2] }), forever),
    loader.load({ kind: 'histograms', run: 'r', keys: ['w'] }, forever),
  ];
  await vi.advanceTimersByTimeAsync(0);

  expect(queryPanels).toHaveBeenCalledOnce();
  expect(queryPanels.mock.calls[0]?.[0].parts).toEqual([
    query(['a', 'b']),
    query(['a'], { window: [1, 2] }),
    { kind: 'histograms', run: 'r', keys: ['w'] },
  ]);
  const keys = (await Promise.all(answers)).map(({ series }) => series.map(({ key }) => key));
  expect(keys).toEqual([['a'], ['a', 'b'], ['a'], ['w']]);
});

test('a request is aborted when the last of its panels no longer wants it', async () => {
  const [a, b] = [new AbortController(), new AbortController()];
  const loads = [loader.load(query(['a']), a.signal), loader.load(query(['b']), b.signal)];
  const settled = Promise.allSettled(loads);
  await vi.advanceTimersByTimeAsync(0);
  const [, signal] = queryPanels.mock.calls[0] as unknown as [PanelQuery, AbortSignal];

  a.abort();
  expect(signal.aborted).toBe(false);
  b.abort();
  expect(signal.aborted).toBe(true);
  await settled;
});

test('what nobody wants any more is not asked for', async () => {
  const abort = new AbortController();
  const load = loader.load(query(['a']), abort.signal);
  abort.abort();
  await expect(load).rejects.toThrow(/abort/);
  await vi.advanceTimersByTimeAsync(1000);

  expect(queryPanels).not.toHaveBeenCalled();
});

test('a part that fails fails its own panels alone', async () => {
  queryPanels.mockResolvedValueOnce({
    parts: [
      { kind: 'failed', code: 'not_found', message: 'There is no run "gone".' },
      { kind: 'curves', series: [], failed: [] },
    ],
  } as never);
  const bad = loader.load({ kind: 'histograms', run: 'gone', keys: ['w'] }, forever);
  const good = loader.load(query(['a']), forever);
  const refused = expect(bad).rejects.toMatchObject({ code: 'not_found', message: 'There is no run "gone".' });
  await vi.advanceTimersByTimeAsync(0);

  await refused;
  expect((await good).series).toEqual([]);
});

test('curves of no runs are none, without asking', async () => {
  expect((await loader.load(query(['a'], { runs: [] }), forever)).series).toEqual([]);
  expect(queryPanels).not.toHaveBeenCalled();
});

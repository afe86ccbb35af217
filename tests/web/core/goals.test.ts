import { expect, test, vi } from 'vitest';
import type { MetricSetting } from '../../../shared/metric-settings.ts';
import { ApiError } from '../../../web/api/api.ts';
import { Goals } from '../../../web/core/goals.svelte.ts';
import { settled } from '../support/fakes.ts';

const setting = (metric: string, changes: Partial<MetricSetting>): MetricSetting => ({
  project: 'p',
  metric,
  goal: null,
  unit: null,
  ...changes,
});

/** Goals that are opened over a server with these settings; `change` is what the live connection reports. */
async function open(...settings: MetricSetting[]) {
  const server = { settings };
  const errors: string[] = [];
  const api = {
    metricSettings: vi.fn(async () => ({ settings: server.settings })),
    setMetric: vi.fn(async () => setting('', {})),
  };
  let change = () => {};
  const goals = new Goals({ api, toasts: { error: (text) => void errors.push(text) } });
  goals.open({
    watchSettings(onChanged) {
      change = onChanged;
      onChanged();
    },
  });
  await settled();
  return { goals, api, server, errors, change: () => change() };
}

test.each([
  ['val/loss', 'min'],
  ['val/accuracy', 'max'],
  ['Genauigkeit', undefined],
  ['train/epoch', undefined],
  ['train/learning_rate', undefined],
])('%s is known as better when %s', async (metric, direction) => {
  const { goals } = await open();
  expect(goals.of('p', metric)).toBe(direction);
});

test('what is set for a project holds for the metric there alone, and stands above what the name suggests', async () => {
  const { goals } = await open(
    setting('Genauigkeit', { goal: 'max', unit: '%' }),
    setting('val/loss', { goal: 'none' }),
    setting('val/accuracy', { goal: 'min' }),
    setting('latency_ms', { unit: 'µs' }),
  );
  const all = (project: string) => ['Genauigkeit', 'val/loss', 'val/accuracy'].map((key) => goals.of(project, key));
  expect(all('p')).toEqual(['max', undefined, 'min']);
  expect(all('q')).toEqual([undefined, 'min', 'max']);
  expect([goals.ofAll(['p', 'q'], 'Genauigkeit'), goals.ofAll(['p', 'p'], 'Genauigkeit')]).toEqual([undefined, 'max']);
  expect(['Genauigkeit', 'latency_ms', 'val/loss'].map((key) => goals.unitOf('p', key))).toEqual(['%', 'µs', '']);
  expect(goals.unitOf('q', 'latency_ms')).toBe('ms');
  expect([goals.unitOfAll(['p', 'p'], 'latency_ms'), goals.unitOfAll(['p', 'q'], 'latency_ms')]).toEqual(['µs', '']);
});

test('what is set is shown at once and sent for each project, and its unit stays', async () => {
  const { goals, api } = await open(setting('score', { unit: 'points' }));
  void goals.set(['p', 'q'], 'score', 'min');
  expect([goals.of('p', 'score'), goals.of('q', 'score'), goals.unitOf('p', 'score')]).toEqual([
    'min',
    'min',
    'points',
  ]);
  expect(api.setMetric.mock.calls).toEqual([
    [{ project: 'p', metric: 'score', goal: 'min' }],
    [{ project: 'q', metric: 'score', goal: 'min' }],
  ]);
});

test('what the server refuses is taken back, with the reason', async () => {
  const { goals, api, errors } = await open();
  api.setMetric.mockRejectedValue(new ApiError('conflict', 'Too many.'));
  await goals.set(['p'], 'val/loss', 'max');
  expect(goals.of('p', 'val/loss')).toBe('min');
  expect(errors).toEqual(['Too many.']);
});

test('what somebody else sets is read when it is reported', async () => {
  const { goals, server, change } = await open();
  server.settings = [setting('score', { goal: 'max' })];
  change();
  await settled();
  expect(goals.of('p', 'score')).toBe('max');
});

test('an answer that was under way when something was set does not hide it', async () => {
  const { goals, api, change } = await open();
  const [asked, answer] = [Promise.withResolvers<void>(), Promise.withResolvers<{ settings: MetricSetting[] }>()];
  api.metricSettings.mockImplementationOnce(() => {
    asked.resolve();
    return answer.promise;
  });
  change();
  await asked.promise;
  void goals.set(['p'], 'score', 'max');
  answer.resolve({ settings: [] });
  await settled();
  expect(goals.of('p', 'score')).toBe('max');
});

test('an answer that fails leaves what was known', async () => {
  const { goals, api, change } = await open(setting('score', { goal: 'max' }));
  api.metricSettings.mockRejectedValueOnce(new ApiError('unreachable', 'No answer.'));
  change();
  await settled();
  expect(goals.of('p', 'score')).toBe('max');
});

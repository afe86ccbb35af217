import { expect, test, vi } from 'vitest';
import type { MetricService } from '../../../server/services/metric-service.ts';
import { createPanelService } from '../../../server/services/panel-service.ts';

test('nothing more is read once the page that asked has gone', async () => {
  const abort = new AbortController();
  const queryCurves = vi.fn<MetricService['queryCurves']>(async () => {
    abort.abort();
    return { series: [] };
  });
  const others = { queryGroups: vi.fn(), queryHistograms: vi.fn(), revisions: vi.fn() };
  const panels = createPanelService({ metrics: { queryCurves, ...others } });
  const part = () => ({ kind: 'curves' as const, runs: ['a', 'b'], keys: ['loss'], columns: ['mean' as const] });

  await expect(panels.query({ parts: [part(), part()] }, abort.signal)).rejects.toThrow(/abort/i);
  expect(queryCurves).toHaveBeenCalledOnce();
});

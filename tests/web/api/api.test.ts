import { expect, test, vi } from 'vitest';
import { ApiError, createApi } from '../../../web/api/api.ts';

const answer = (status: number, body: unknown) => vi.fn(async () => new Response(JSON.stringify(body), { status }));

test('a refused body becomes an error with its code and its fields', async () => {
  const fields = [{ path: '/seed', message: 'must be an integer', value: 'x' }];
  const api = createApi(
    answer(400, { error: { code: 'invalid', message: 'The body is wrong.', details: { fields } } }),
  );

  const error = await api.launch({ seed: 'x' }).catch((thrown: unknown) => thrown);

  expect(error).toBeInstanceOf(ApiError);
  expect(error).toMatchObject({ code: 'invalid', message: 'The body is wrong.', fields });
});

test.each([
  ['no answer', vi.fn(async () => Promise.reject(new TypeError('fetch failed'))), 'unreachable'],
  ['an answer of a proxy', vi.fn(async () => new Response('<h1>Bad gateway</h1>', { status: 502 })), 'internal'],
])('%s is an error with a code too', async (_, send, code) => {
  await expect(createApi(send).datasets()).rejects.toMatchObject({ code });
});

test('ids are put into the path as they are meant', async () => {
  const send = vi.fn<typeof fetch>(async () => new Response(null, { status: 204 }));
  await createApi(send).deleteRun('a/b?c');

  expect(send.mock.calls[0]?.[0]).toBe('/api/v1/runs/a%2Fb%3Fc');
});

test.each(['.', '..'])('the id %s is not sent: a URL would leave it out and name another resource', async (id) => {
  const send = vi.fn<typeof fetch>(async () => new Response('{}', { status: 200 }));
  await expect(createApi(send).run(id)).rejects.toMatchObject({ code: 'not_found' });
  await expect(createApi(send).purgeRun(id)).rejects.toMatchObject({ code: 'not_found' });
  expect(send).not.toHaveBeenCalled();
});

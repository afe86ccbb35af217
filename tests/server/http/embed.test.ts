import { describe, expect, test } from 'vitest';
import { readConfig } from '../../../server/config.ts';
import { startServer } from '../../support/start-server.ts';

const WIKI = 'https://wiki.example';

/** Who may show a path in a frame, by both headers that say so. */
async function framing(path: string, flags: string[] = []) {
  const { app } = await startServer({ flags });
  const { headers } = await app.inject({ url: path, headers: { host: 'localhost' } });
  const [, ancestors] = /frame-ancestors ([^;]*)/.exec(String(headers['content-security-policy'])) ?? [];
  return { ancestors, xFrameOptions: headers['x-frame-options'] };
}

const NOBODY = { ancestors: "'none'", xFrameOptions: 'DENY' };

describe('without --allow-embed', () => {
  test.each(['/embed/panel', '/embed/report/r1?project=p', '/'])('nobody shows %s in a frame', async (path) => {
    expect(await framing(path)).toEqual(NOBODY);
  });
});

describe('with --allow-embed', () => {
  const flags = ['--allow-embed', `${WIKI}, http://localhost:3000`];

  test.each(['/embed/panel?panel=x', '/embed/report/r1?project=p'])('those origins show %s', async (path) => {
    expect(await framing(path, flags)).toEqual({
      ancestors: `${WIKI} http://localhost:3000`,
      xFrameOptions: undefined,
    });
  });

  test.each([
    '/',
    '/projects/p/reports/r1',
    '/embed',
    '/embed/../runs',
    '/embed/report/r1/../../../runs',
    '/embed/panel/x',
    '//embed/panel',
    '/EMBED/panel',
    '/embed/panel%2f..%2f..%2fruns',
    '/runs?x=/embed/panel',
    '/api/v1/health',
  ])('nobody shows %s', async (path) => {
    expect(await framing(path, flags)).toEqual(NOBODY);
  });

  test('nothing else of the policy differs', async () => {
    const { app } = await startServer({ flags });
    const policies = await Promise.all(
      ['/embed/panel', '/'].map(async (url) => (await app.inject({ url, headers: { host: 'localhost' } })).headers),
    );
    const [framed, usual] = policies.map((headers) =>
      String(headers['content-security-policy']).replace(/frame-ancestors [^;]*/, ''),
    );
    expect(framed).toBe(usual);
  });

  test('the page learns that it may offer a frame', async () => {
    expect((await (await startServer({ flags })).send('GET', '/health')).body).toMatchObject({ canEmbed: true });
    expect((await (await startServer()).send('GET', '/health')).body).toMatchObject({ canEmbed: false });
  });
});

test.each([
  'wiki.example',
  'https://wiki.example/page',
  "https://a.example; script-src 'unsafe-inline'",
  'https://a@b',
])('the origin %j is refused', (origin) => {
  expect(() => readConfig(['--allow-embed', origin], {})).toThrow(/--allow-embed/);
});

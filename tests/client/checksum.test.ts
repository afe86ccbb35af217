import * as files from 'node:fs';
import { join } from 'node:path';
import { crc32 as ofZlib } from 'node:zlib';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { crc32 } from '../../client/checksum.ts';
import { detectHost } from '../../client/host.ts';
import { createSpool, openSpool } from '../../client/spool.ts';
import { temporaryFolder } from './support/run-fixture.ts';

test('the checksum is the CRC-32 of zlib, for any bytes at any place of their buffer', () => {
  expect(crc32(new TextEncoder().encode('123456789'))).toBe(0xcbf43926);
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(20), (bytes, from) => {
      expect(crc32(bytes.subarray(from))).toBe(ofZlib(bytes.subarray(from)));
    }),
  );
});

test('a Node that has a checksum of its own gives it, and a spool of one is read with the other', async () => {
  const host = await detectHost();
  expect(host?.checksum).toBe(ofZlib);
  const path = join(temporaryFolder(), 'a.spool');
  const owner = { host: 'h', pid: 1, process: 'p' };
  const header = { url: 'http://a', writer: 'w', create: { id: 'r' }, owner };
  createSpool({ files, path, maxBytes: 1e6, checksum: ofZlib }, header).pushBatch('{"a":1}', 1);

  const found = openSpool({ files, path, maxBytes: 1e6 }, () => true);
  expect(found?.outbox.peek()).toMatchObject({ body: '{"a":1}' });
});

import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { DatasetServiceOptions } from '../../../server/datasets/dataset-service.ts';
import { createDatasetService } from '../../../server/datasets/dataset-service.ts';
import { createFolderBlobs } from '../../../server/store/blobs/folder-blobs.ts';
import { CATALOG } from '../../../shared/training/catalog.ts';
import type { CatalogEntry, Download } from '../../../shared/training/catalog-entry.ts';
import type { DatasetInfo } from '../../../shared/training/dataset.ts';
import { inspectCsv } from '../../../worker/data/inspect.ts';
import { readThrough } from '../../../worker/data/passes.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';
import { type FileServer, startFileServer } from './file-server.ts';

const CONTENT = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7919) % 251));
const SHA256 = createHash('sha256').update(CONTENT).digest('hex');
const TABLE = Buffer.from('a,b\n1,2\n3,4\n');
const CHOICE = { name: 'pictures', validation: 0.1, test: 0.1, scaling: 'none' as const };

let server: FileServer;
let folder: string;
const services: { close(): Promise<void> }[] = [];

beforeEach(async () => {
  folder = temporaryFolder();
  const files = { '/pictures.gz': CONTENT, '/mirror.gz': CONTENT, '/table.csv': TABLE };
  server = await startFileServer(files, () => statSync(`${target()}.part`, { throwIfNoEntry: false })?.size ?? 0);
});
afterEach(async () => {
  await Promise.all(services.splice(0).map((service) => service.close()));
  await server.close();
});

/** A dataset of one file, `sets/pictures.gz`. */
function pictures(downloads: Partial<Download>[]): CatalogEntry {
  const usual = {
    address: server.url('/pictures.gz'),
    path: 'sets/pictures.gz',
    bytes: CONTENT.length,
    sha256: SHA256,
  };
  const [airfoil] = CATALOG.filter(({ name }) => name === 'airfoil');
  if (!airfoil) throw new Error('airfoil is gone from the catalog');
  return {
    ...airfoil,
    name: 'pictures',
    title: 'Pictures',
    files: [
      { role: 'images', paths: ['sets/pictures.gz'], downloads: downloads.map((each) => ({ ...usual, ...each })) },
    ],
  };
}

function serviceFor(entry: CatalogEntry, options: Partial<DatasetServiceOptions> = {}) {
  const service = createDatasetService({
    dataFolder: folder,
    blobs: createFolderBlobs(folder),
    catalog: [entry],
    inspect: async (path, reading) => ({ inspection: await readThrough(path, inspectCsv(reading)) }),
    retryMs: 1,
    idleMs: 5000,
    ...options,
  });
  services.push(service);
  return service;
}

/** The dataset once its download has come to an end. */
async function settled(service: ReturnType<typeof serviceFor>): Promise<DatasetInfo> {
  return vi.waitFor(
    async () => {
      const info = await service.get('pictures');
      expect(info.state).not.toBe('downloading');
      return info;
    },
    { timeout: 10_000, interval: 10 },
  );
}

const target = () => join(folder, 'sets/pictures.gz');

test('a download is verified, put in its place and from then on ready', async () => {
  const service = serviceFor(pictures([{}]));
  expect((await service.get('pictures')).state).toBe('downloadable');
  await expect(service.resolve(CHOICE)).rejects.toMatchObject({ code: 'dataset_unavailable' });

  await service.download('pictures');
  expect(await settled(service)).toMatchObject({ state: 'ready', progress: null, error: null });
  expect(readFileSync(target()).equals(CONTENT)).toBe(true);
  await vi.waitFor(() => expect([`${target()}.part`, `${target()}.part.json`].filter(existsSync)).toEqual([]));
  expect(await service.resolve(CHOICE)).toEqual({ name: 'pictures', kind: 'file', files: { images: target() } });

  await service.download('pictures');
  expect(server.seen).toHaveLength(1);
});

test('a cut connection is gone on from by Range, if the file is still the same', async () => {
  server.next({ cutAfter: 100_000 });
  const service = serviceFor(pictures([{}]));
  await service.download('pictures');
  expect((await settled(service)).state).toBe('ready');
  expect(readFileSync(target()).equals(CONTENT)).toBe(true);
  expect(server.seen).toHaveLength(2);
  const [, second] = server.seen;
  expect(second?.headers.range).toBe('bytes=100000-');
  expect(second?.headers['if-range']).toBe('"first"');
});

test('while something comes, cuts do not count against the tries', async () => {
  server.next(...Array.from({ length: 10 }, () => ({ cutAfter: 20_000 })));
  const service = serviceFor(pictures([{}]), { tries: 2 });
  await service.download('pictures');
  expect((await settled(service)).state).toBe('ready');
  expect(server.seen.length).toBe(11);
});

test('after a restart of the server what came is not asked for again', async () => {
  server.next({ stallAfter: 120_000 });
  const first = serviceFor(pictures([{}]));
  await first.download('pictures');
  await vi.waitFor(async () => {
    expect((await first.get('pictures')).progress).toEqual({ receivedBytes: 120_000, totalBytes: CONTENT.length });
  });
  await first.close();

  const second = serviceFor(pictures([{}]));
  expect((await second.get('pictures')).state).toBe('downloadable');
  await second.download('pictures');
  expect((await settled(second)).state).toBe('ready');
  expect(server.seen[1]?.headers.range).toBe('bytes=120000-');
  expect(readFileSync(target()).equals(CONTENT)).toBe(true);
});

test('a server that knows no Range sends all again', async () => {
  server.next({ cutAfter: 100_000 }, { ignoreRange: true });
  const service = serviceFor(pictures([{}]));
  await service.download('pictures');
  expect((await settled(service)).state).toBe('ready');
  expect(readFileSync(target()).equals(CONTENT)).toBe(true);
});

test('a file that changed between two tries is not put together from both', async () => {
  server.next({ stallAfter: 5 });
  const entry = { bytes: TABLE.length, address: server.url('/table.csv'), table: { rows: 2, columns: 2 } };
  const withoutChecksum = pictures([{ ...entry }]);
  for (const download of withoutChecksum.files[0]?.downloads ?? []) delete (download as Partial<Download>).sha256;
  const first = serviceFor(withoutChecksum);
  await first.download('pictures');
  await vi.waitFor(() => expect(existsSync(`${target()}.part`) && readFileSync(`${target()}.part`).length).toBe(5));
  await first.close();

  const changed = Buffer.from('x,y\n5,6\n7,8\n');
  server.change('/table.csv', changed);
  const second = serviceFor(withoutChecksum);
  await second.download('pictures');
  expect((await settled(second)).state).toBe('ready');
  expect(readFileSync(target()).equals(changed)).toBe(true);
});

test('a file with another checksum is thrown away and said so', async () => {
  const service = serviceFor(pictures([{ sha256: '0'.repeat(64) }]));
  await service.download('pictures');
  const { state, error } = await settled(service);
  expect(state).toBe('failed');
  expect(error).toContain(`expected SHA-256 ${'0'.repeat(64)}, got ${SHA256}`);
  expect(existsSync(target()) || existsSync(`${target()}.part`)).toBe(false);
});

test('where no checksum is known, rows and columns are looked at', async () => {
  const entry = pictures([{ address: server.url('/table.csv'), bytes: TABLE.length, table: { rows: 3, columns: 2 } }]);
  for (const download of entry.files[0]?.downloads ?? []) delete (download as Partial<Download>).sha256;
  const service = serviceFor(entry);
  await service.download('pictures');
  const { state, error } = await settled(service);
  expect(state).toBe('failed');
  expect(error).toContain('expected 3 rows of 2 columns, got 2 of 2');
});

test('when one address fails the next one is asked', async () => {
  const service = serviceFor(pictures([{ address: server.url('/gone.gz') }, { address: server.url('/mirror.gz') }]));
  await service.download('pictures');
  expect((await settled(service)).state).toBe('ready');
  expect(server.seen.map(({ path }) => path)).toEqual(['/gone.gz', '/mirror.gz']);
});

test('a server that stops sending is given up after a while, and an answer that ends early is a cut', async () => {
  server.next({ stallAfter: 1000 }, { endAfter: 1000 });
  const service = serviceFor(pictures([{}]), { idleMs: 100 });
  await service.download('pictures');
  expect((await settled(service)).state).toBe('ready');
  expect(server.seen.map(({ headers }) => headers.range)).toEqual([undefined, 'bytes=1000-', 'bytes=2000-']);
});

test('more than the expected size is refused', async () => {
  const service = serviceFor(pictures([{ bytes: 1000 }]));
  await service.download('pictures');
  const { state, error } = await settled(service);
  expect(state).toBe('failed');
  expect(error).toContain('sends more than the expected 1000 bytes');
});

test('without a network the error says what is missing and where to put it', async () => {
  const address = server.url('/pictures.gz');
  await server.close();
  const given = join(folder, 'given');
  const service = serviceFor(pictures([{ address }]), { tries: 2, datasetsFolder: given });
  await service.download('pictures');
  const { state, error } = await settled(service);
  expect(state).toBe('failed');
  expect(error).toMatch(/^The download failed: 127\.0\.0\.1:\d+ connect ECONNREFUSED/);
  expect(error).toContain(
    `or get it from ${address} and put it into ${join(given, 'sets')} or ${join(folder, 'sets')}.`,
  );
  await expect(service.resolve(CHOICE)).rejects.toMatchObject({ code: 'dataset_unavailable', message: error });
  server = await startFileServer({});
});

test('a second request joins the download that is under way', async () => {
  server.next({ stallAfter: 10 });
  const service = serviceFor(pictures([{}]));
  await service.download('pictures');
  expect((await service.download('pictures')).state).toBe('downloading');
  await vi.waitFor(() => expect(server.seen).toHaveLength(1));
  await expect(service.resolve(CHOICE)).rejects.toThrow('is being downloaded');
});

test('a file in the datasets folder is used before the cache, unless it was cut short', async () => {
  const given = temporaryFolder();
  for (const at of [given, folder]) mkdirSync(dirname(join(at, 'sets/pictures.gz')), { recursive: true });
  writeFileSync(target(), CONTENT);
  writeFileSync(join(given, 'sets/pictures.gz'), CONTENT);
  const service = serviceFor(pictures([{}]), { datasetsFolder: given });
  expect((await service.resolve(CHOICE)).files).toEqual({ images: join(given, 'sets/pictures.gz') });

  writeFileSync(join(given, 'sets/pictures.gz'), CONTENT.subarray(0, 500));
  expect((await service.resolve(CHOICE)).files).toEqual({ images: target() });
  writeFileSync(target(), CONTENT.subarray(0, 700));
  expect((await service.get('pictures')).error).toContain(`pictures.gz has 500 bytes, not ${CONTENT.length}`);
});

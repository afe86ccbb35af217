import { mkdirSync, readdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { gzipSync } from 'node:zlib';
import { beforeEach, expect, test } from 'vitest';
import { createDatasetService } from '../../../server/datasets/dataset-service.ts';
import { createFolderBlobs } from '../../../server/store/blobs/folder-blobs.ts';
import { CATALOG } from '../../../shared/training/catalog.ts';
import type { DatasetChoice } from '../../../shared/training/dataset.ts';
import inspect from '../../../worker/thread/inspect-csv.ts';
import { temporaryFolder } from '../../support/temporary-folder.ts';

const NOW = Date.UTC(2030, 0, 2);
const CSV = 'age,city,score\n36,London,1.5\n41,Paris,2.5\n29,Rome,0.5\n29,Rome,oops\n33,Paris,2\n';

let root: string;
let folder: string;
let service: ReturnType<typeof createDatasetService>;

beforeEach(() => {
  root = temporaryFolder();
  folder = join(root, 'datasets');
  service = createDatasetService({
    dataFolder: folder,
    blobs: createFolderBlobs(root),
    maxUploadBytes: 10_000,
    inspect: async (path, reading) => inspect({ path, reading }),
    now: () => NOW,
  });
});

const choose = (name: string, more: Partial<DatasetChoice> = {}): DatasetChoice => ({
  name,
  validation: 0.1,
  test: 0.1,
  scaling: 'standardize',
  ...more,
});
const body = (text: string | Buffer) => Readable.from([Buffer.from(text)]);
const filesIn = (at: string): string[] => readdirSync(join(folder, at)).sort();

test('every dataset of the catalog is listed: bundled and generated ones ready, the others to be downloaded', async () => {
  const listed = await service.list();
  expect(listed.map(({ name }) => name)).toEqual(CATALOG.map(({ name }) => name));
  for (const { kind, state, error } of listed) {
    expect(state).toBe(kind === 'file' ? 'downloadable' : 'ready');
    expect(error === null).toBe(kind !== 'file');
  }
});

test.each(['mnist', 'optdigits', 'moons'])('%s needs nothing', async (name) => {
  expect(await service.resolve(choose(name))).toMatchObject({ name, files: {} });
});

test('a missing dataset says which files, which folders and which addresses', async () => {
  const outcome = service.resolve(choose('fashion-mnist'));
  await expect(outcome).rejects.toMatchObject({ code: 'dataset_unavailable', details: { folders: [folder] } });
  await expect(outcome).rejects.toThrow(
    'Fashion-MNIST is not here: train-images-idx3-ubyte.gz, train-labels-idx1-ubyte.gz, ',
  );
  await expect(outcome).rejects.toThrow('POST /api/v1/datasets/fashion-mnist/download');
  await expect(outcome).rejects.toThrow(`and put them into ${join(folder, 'fashion-mnist')}.`);
});

test.each([
  { name: 'digits', put: ['optdigits/optdigits.tes'], files: { table: 'optdigits/optdigits.tes' } },
  { name: 'digits', put: ['digits/digits.csv.gz', 'digits/optdigits.tes'], files: { table: 'digits/digits.csv.gz' } },
  {
    name: 'diabetes',
    put: ['diabetes/diabetes.tab.txt'],
    files: { inputs: 'diabetes/diabetes.tab.txt', target: 'diabetes/diabetes.tab.txt' },
  },
  {
    name: 'breast-cancer',
    put: ['breast-cancer/breast_cancer.csv'],
    files: { table: 'breast-cancer/breast_cancer.csv' },
  },
])('$name is found as $put', async ({ name, put, files }) => {
  for (const path of put) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), '1,2\n');
  }
  const paths = Object.fromEntries(Object.entries(files).map(([role, path]) => [role, join(folder, path)]));
  expect((await service.resolve(choose(name))).files).toEqual(paths);
});

test('unpacked images are found beside packed ones', async () => {
  mkdirSync(join(folder, 'fashion-mnist'), { recursive: true });
  writeFileSync(join(folder, 'fashion-mnist/train-images-idx3-ubyte'), 'any size, since only the packed one is known');
  const outcome = service.resolve(choose('fashion-mnist'));
  await expect(outcome).rejects.toThrow(
    'Fashion-MNIST is not here: train-labels-idx1-ubyte.gz, t10k-images-idx3-ubyte.gz, t10k',
  );
});

test('an upload is stored, described and found by its target', async () => {
  const { dataset, rows, badRows, badRowCount } = await service.upload('people', body(CSV));
  expect({ rows, badRows, badRowCount }).toEqual({
    rows: 4,
    badRows: [{ line: 5, message: 'column "score": expected a number, found "oops"' }],
    badRowCount: 1,
  });
  expect(dataset).toMatchObject({ name: 'people', kind: 'upload', state: 'ready', examples: 4, task: 'regression' });
  expect(dataset.options).toEqual({ limit: 4, noise: null, testShare: true, target: 'score' });
  expect(dataset.columns?.map(({ name, type }) => [name, type])).toEqual([
    ['age', 'number'],
    ['city', 'category'],
    ['score', 'number'],
  ]);
  expect((await service.list()).at(-1)).toEqual(dataset);

  const { kind, files } = await service.resolve(choose('people', { target: 'city', validation: 0.25, test: 0 }));
  expect(kind).toBe('upload');
  expect(readFileSync(Object.values(files)[0] ?? '', 'utf8')).toBe(CSV);
});

test('a gzip upload is read as what is in it', async () => {
  expect((await service.upload('people', body(gzipSync(CSV)))).rows).toBe(4);
});

test('an upload of the same name takes the place of the first, which is gone', async () => {
  await service.upload('people', body(CSV));
  await service.upload('people', body('x,y\n1,2\n3,4\n'));
  expect((await service.get('people')).columns?.map(({ name }) => name)).toEqual(['x', 'y']);
  expect(filesIn('uploads').filter((name) => name.endsWith('.csv'))).toHaveLength(1);
  await service.upload('people', body('x,y\n1,2\n3,4\n'));
  expect((await service.resolve(choose('people', { target: 'y' }))).kind).toBe('upload');
});

test('uploads of one name at the same time leave one of them whole', async () => {
  const texts = Array.from({ length: 5 }, (_, index) => `x,y\n${index},2\n3,4\n`);
  await Promise.all(texts.map((text) => service.upload('people', body(text))));
  const { files } = await service.resolve(choose('people', { target: 'y' }));
  expect(texts).toContain(readFileSync(Object.values(files)[0] ?? '', 'utf8'));
  expect(filesIn('uploads').filter((name) => name.endsWith('.csv'))).toHaveLength(1);
});

test('an upload can be removed, and then is not there', async () => {
  await service.upload('people', body(CSV));
  await service.remove('people');
  await expect(service.get('people')).rejects.toMatchObject({ code: 'not_found' });
  await expect(service.remove('people')).rejects.toMatchObject({ code: 'not_found' });
  expect(filesIn('uploads')).toEqual([]);
});

test.each([
  ['more bytes than allowed', 'a,b\n'.repeat(4000), { code: 'too_large' }],
  ['nothing', '', { code: 'invalid', message: 'The file cannot be used: expected a CSV, found no row in it.' }],
  [
    'a single column',
    'a\n1\n2\n',
    { code: 'invalid', message: 'The file cannot be used: expected at least 2 columns, found 1.' },
  ],
  ['no row that can be used', 'a,b\n', { code: 'invalid' }],
  ['no text', Buffer.from([0x50, 0x4b, 3, 4, 0, 0, 0]), { code: 'invalid' }],
])('an upload of %s is refused and leaves nothing behind', async (_, content, refusal) => {
  await service.upload('people', body(CSV));
  const before = filesIn('uploads');
  await expect(service.upload('people', body(content))).rejects.toMatchObject(refusal);
  expect(filesIn('uploads')).toEqual(before);
  expect(filesIn('.incoming')).toEqual([]);
});

test('a body that breaks off leaves nothing behind', async () => {
  const broken = Readable.from(
    (async function* () {
      yield Buffer.from(CSV);
      throw new Error('connection lost');
    })(),
  );
  await expect(service.upload('people', broken)).rejects.toThrow('connection lost');
  expect(filesIn('.incoming')).toEqual([]);
  await expect(service.get('people')).rejects.toMatchObject({ code: 'not_found' });
});

test('a CSV that its server was killed with before it was an upload is removed a day later', async () => {
  await service.upload('people', body(CSV));
  const kept = filesIn('uploads');
  const made = (name: string, at: number) => {
    writeFileSync(join(folder, 'uploads', name), CSV);
    utimesSync(join(folder, 'uploads', name), at / 1000, at / 1000);
  };
  made('people.old.csv', NOW - 2 * 86_400_000);
  made('people.new.csv', NOW);
  const restarted = createDatasetService({
    dataFolder: folder,
    blobs: createFolderBlobs(root),
    inspect: async (path, reading) => inspect({ path, reading }),
    now: () => NOW,
  });
  await restarted.upload('others', body(CSV));
  const left = filesIn('uploads').filter((name) => !name.startsWith('others'));
  expect(left).toEqual([...kept, 'people.new.csv'].toSorted());
});

test('a name of the catalog is not for uploads, and a path is no name', async () => {
  await expect(service.upload('mnist', body(CSV))).rejects.toMatchObject({ code: 'conflict' });
  await expect(service.get('../uploads/people')).rejects.toMatchObject({ code: 'not_found' });
});

test.each([
  ['an unknown name', choose('cifar'), '/dataset/name', /^must be one of mnist, fashion-mnist, .*people$/],
  ['a missing target', choose('people'), '/dataset/target', /is required for an uploaded CSV: one of age, city, score/],
  [
    'a target that is no column',
    choose('people', { target: 'height' }),
    '/dataset/target',
    /must be a column of the CSV: age, city/,
  ],
  [
    'regression of words',
    choose('people', { target: 'city', task: 'regression' }),
    '/dataset/target',
    /numbers for regression/,
  ],
  [
    'shares that leave nothing',
    choose('moons', { validation: 0.5, test: 0.5 }),
    '/dataset/validation',
    /leaves none of 1000/,
  ],
  [
    'shares that leave nothing of a few',
    choose('people', { target: 'age', validation: 0.9, test: 0 }),
    '/dataset/validation',
    /none of 4/,
  ],
])('%s is refused at its field', async (_, choice, path, message) => {
  await service.upload('people', body(CSV));
  await expect(service.resolve(choice)).rejects.toMatchObject({
    code: 'invalid',
    details: { fields: [{ path, message: expect.stringMatching(message) }] },
  });
});

test('a test share does not count where the dataset has a test set of its own', async () => {
  await expect(service.resolve(choose('fashion-mnist', { validation: 0.5, test: 0.5 }))).rejects.toMatchObject({
    code: 'dataset_unavailable',
  });
});

test('what needs no download answers with its state, and an unknown name with not found', async () => {
  expect((await service.download('moons')).state).toBe('ready');
  await expect(service.download('cifar')).rejects.toMatchObject({ code: 'not_found' });
});

test('without another inspector a file is read in a thread of its own', async () => {
  const threaded = createDatasetService({ dataFolder: folder, blobs: createFolderBlobs(root) });
  expect((await threaded.upload('people', body(CSV))).rows).toBe(4);
  await expect(threaded.upload('people', body(''))).rejects.toThrow('found no row in it');
});

test('the files of a dataset are told once each, with their checksum where it is known', async () => {
  expect((await service.get('diabetes')).files).toMatchObject([{ path: 'diabetes/diabetes.tab.txt', sha256: null }]);
  const { files } = await service.get('fashion-mnist');
  expect(files.map(({ bytes }) => bytes)).toEqual([26_421_880, 29_515, 4_422_102, 5_148]);
  for (const { sha256, addresses } of files) {
    expect(sha256).toMatch(/^[0-9a-f]{64}$/);
    expect(addresses).toHaveLength(2);
  }
});

test('an upload is read again as the user says, which is kept with it and given to trainings', async () => {
  await service.upload('people', body('a;b\n1.000;x\n2.000;y\n3.000;x\n'));
  const first = await service.reading('people');
  expect(first.preview.rows[0]).toEqual(['1.000', 'x']);
  expect(first.notes).toEqual([expect.stringContaining('may mark decimals or thousands')]);

  const reading = { decimal: ',' as const, columns: [{ name: 'b', type: 'category' as const }] };
  const second = await service.read('people', reading);
  expect(second.dataset.columns?.[0]?.examples).toEqual(['1000', '2000', '3000']);
  expect((await service.get('people')).reading).toEqual(reading);
  expect(await service.resolve(choose('people', { target: 'b' }))).toMatchObject({ reading });
});

test('a reading that does not fit its file is refused, and nothing changes', async () => {
  await service.upload('people', body(CSV));
  const before = await service.reading('people');
  for (const reading of [{ columns: [{ name: 'height', type: 'number' as const }] }, { delimiter: '|' as const }]) {
    await expect(service.read('people', reading)).rejects.toMatchObject({ code: 'invalid' });
  }
  expect(await service.reading('people')).toEqual(before);
  await expect(service.reading('nobody')).rejects.toMatchObject({ code: 'not_found' });
});

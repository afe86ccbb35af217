import * as files from 'node:fs';
import { appendFileSync, readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { createMemoryOutbox, type Outbox } from '../../client/outbox.ts';
import { createSpool, openSpool, type SpoolHeader } from '../../client/spool.ts';
import { temporaryFolder } from './support/run-fixture.ts';

const HEADER: SpoolHeader = {
  url: 'http://127.0.0.1:4680',
  writer: 'w1',
  create: { id: 'r1' },
  owner: { host: 'h', pid: 1, process: 'p' },
};

function spoolAt(path: string, maxBytes = 1e6): Outbox {
  return createSpool({ files, path, maxBytes }, HEADER);
}

function reopen(path: string): Outbox {
  const found = openSpool({ files, path, maxBytes: 1e6 }, () => true);
  if (!found) throw new Error(`${path} is no spool`);
  expect(found.header).toEqual(HEADER);
  return found.outbox;
}

function takeAll(outbox: Outbox): unknown[] {
  const records: unknown[] = [];
  for (let record = outbox.peek(); record; record = outbox.peek()) {
    records.push(record.kind === 'batch' ? [record.seq, record.body] : record.body);
    outbox.shift();
  }
  return records;
}

const KINDS: [string, (maxBytes?: number) => Outbox][] = [
  ['memory', (maxBytes = 1e6) => createMemoryOutbox('w1', maxBytes)],
  ['spool', (maxBytes) => spoolAt(join(temporaryFolder(), 'a.spool'), maxBytes)],
];

describe.each(KINDS)('an outbox in %s', (_name, create) => {
  test('gives back what was pushed, in order, with batches numbered from 1', () => {
    const outbox = create();
    outbox.pushBatch('{"a":1}', 3);
    outbox.pushPatch('{"state":"finished"}');
    outbox.pushBatch('{"text":"ü b 1 2 \\n"}', 1);

    expect(outbox.waiting).toBe(3);
    expect(outbox.peek()).toEqual({ kind: 'batch', seq: 1, records: 3, body: '{"a":1}' });
    expect(takeAll(outbox)).toEqual([[1, '{"a":1}'], '{"state":"finished"}', [2, '{"text":"ü b 1 2 \\n"}']]);
    expect(outbox.waiting).toBe(0);
  });

  test('goes on numbering after it was empty', () => {
    const outbox = create();
    outbox.pushBatch('{}', 0);
    outbox.shift();
    outbox.pushBatch('{}', 0);

    expect(takeAll(outbox)).toEqual([[2, '{}']]);
  });

  test('refuses what does not fit without giving it a number', () => {
    const outbox = create(1000);

    expect(outbox.pushBatch(JSON.stringify('x'.repeat(2000)), 1)).toBe(false);
    expect(outbox.pushBatch('{}', 1)).toBe(true);
    expect(takeAll(outbox)).toEqual([[1, '{}']]);
  });

  test('renumbers what waits for a new writer', () => {
    const outbox = create();
    for (const body of ['1', '2', '3']) outbox.pushBatch(body, 1);
    outbox.pushPatch('{}');
    outbox.shift();
    outbox.renumber('w2');
    outbox.pushBatch('4', 1);

    expect(outbox.writer).toBe('w2');
    expect(takeAll(outbox)).toEqual([[1, '2'], [2, '3'], '{}', [3, '4']]);
  });
});

describe('a spool file', () => {
  test('is read back by another process as it was left', () => {
    const path = join(temporaryFolder(), 'a.spool');
    const outbox = spoolAt(path);
    for (const body of ['1', '2', '3']) outbox.pushBatch(body, 1);
    outbox.shift();

    expect(takeAll(reopen(path))).toEqual([
      [1, '1'],
      [2, '2'],
      [3, '3'],
    ]);
  });

  test('keeps its new writer and numbers when it was renumbered', () => {
    const path = join(temporaryFolder(), 'a.spool');
    const outbox = spoolAt(path);
    for (const body of ['1', '2']) outbox.pushBatch(body, 1);
    outbox.shift();
    outbox.renumber('w2');

    const found = openSpool({ files, path, maxBytes: 1e6 }, () => true);
    expect(found?.header.writer).toBe('w2');
    expect(found && takeAll(found.outbox)).toEqual([[1, '2']]);
  });

  test('does not grow while everything is sent', () => {
    const path = join(temporaryFolder(), 'a.spool');
    const outbox = spoolAt(path);
    const { size } = statSync(path);
    for (let i = 0; i < 100; i++) {
      outbox.pushBatch('{"some":"thing"}', 1);
      outbox.shift();
    }

    expect(statSync(path).size).toBe(size);
  });

  test.each([1, 4, 8, 12, 15])('loses only the last record when %i bytes of it were not written', (missing) => {
    const path = join(temporaryFolder(), 'a.spool');
    const outbox = spoolAt(path);
    for (const body of ['111111', '222222', '333333']) outbox.pushBatch(body, 1);
    truncateSync(path, statSync(path).size - missing);

    const again = reopen(path);
    again.pushBatch('4', 1);
    expect(takeAll(again)).toEqual([
      [1, '111111'],
      [2, '222222'],
      [3, '4'],
    ]);
  });

  test('ends at a record whose bytes changed', () => {
    const path = join(temporaryFolder(), 'a.spool');
    const outbox = spoolAt(path);
    for (const body of ['111111', '222222', '333333']) outbox.pushBatch(body, 1);
    writeFileSync(path, readFileSync(path, 'latin1').replace('222222', '222322'), 'latin1');

    expect(takeAll(reopen(path))).toEqual([[1, '111111']]);
  });

  test('ends before bytes that are no record', () => {
    const path = join(temporaryFolder(), 'a.spool');
    spoolAt(path).pushBatch('1', 1);
    appendFileSync(path, Buffer.alloc(64, 0xff));

    expect(takeAll(reopen(path))).toEqual([[1, '1']]);
  });

  test.each([[''], ['LBSPOOL1'], ['LBSPOOL2________{}'], ['LBSPOOL1\0\0\0\x7fxxxx']])(
    'is not one when it holds %j',
    (text) => {
      const path = join(temporaryFolder(), 'a.spool');
      writeFileSync(path, text);

      expect(openSpool({ files, path, maxBytes: 1e6 }, () => true)).toBeUndefined();
    },
  );

  test('a write that fails leaves what was there, and the next one follows it', () => {
    const path = join(temporaryFolder(), 'a.spool');
    let full = false;
    const failing = {
      ...files,
      writeSync(file: number, from: Uint8Array, offset: number, length: number, position: number): number {
        if (!full) return files.writeSync(file, from, offset, length, position);
        files.writeSync(file, from, offset, length - 3, position);
        throw Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
      },
    };
    const outbox = createSpool({ files: failing, path, maxBytes: 1e6 }, HEADER);
    outbox.pushBatch('1', 1);
    full = true;
    expect(outbox.pushBatch('222222222', 1)).toBe(false);
    full = false;
    outbox.pushBatch('3', 1);

    expect(takeAll(reopen(path))).toEqual([
      [1, '1'],
      [2, '3'],
    ]);
  });
});

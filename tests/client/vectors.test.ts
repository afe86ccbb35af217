import * as files from 'node:fs';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import { retryDelayMs } from '../../client/backoff.ts';
import { binsProblem, keyProblem, stepProblem, timeProblem } from '../../client/check.ts';
import { acceptable, acceptableId } from '../../client/create.ts';
import { flatten } from '../../client/flatten.ts';
import { decodeFrame, encodeFrame } from '../../client/frames.ts';
import { histogramOf } from '../../client/histogram.ts';
import { createHttp } from '../../client/http.ts';
import { createMemoryOutbox, type Outbox } from '../../client/outbox.ts';
import { plain } from '../../client/plain.ts';
import { createRecorder, type Recorder } from '../../client/recorder.ts';
import { withoutFault, withoutFields } from '../../client/repair.ts';
import { createSpool, openSpool } from '../../client/spool.ts';
import { cut, oneLine } from '../../client/text.ts';
import { temporaryFolder } from './support/run-fixture.ts';

// biome-ignore lint/suspicious/noExplicitAny: a case is any JSON, and what it lacks fails its test
type Case = any;

/** The cases of a subject, which the Python client is held to as well. */
const cases = (subject: string): Case[] =>
  JSON.parse(readFileSync(new URL(`../fixtures/client/${subject}.json`, import.meta.url), 'utf8'));

const NON_FINITE = new Map([
  ['NaN', Number.NaN],
  ['Infinity', Number.POSITIVE_INFINITY],
  ['-Infinity', Number.NEGATIVE_INFINITY],
]);
const number = (value: Case): Case => NON_FINITE.get(value) ?? value;
const text = (value: Case): string => (typeof value === 'object' ? value.of.repeat(value.times) : value);

describe('values', () => {
  test.each(cases('keys'))('the key $key', ({ key, ok }) => expect(keyProblem(key) === undefined).toBe(ok));
  test.each(cases('steps'))('the step $step', ({ step, ok }) => expect(stepProblem(step) === undefined).toBe(ok));
  test.each(cases('times'))('the time $time', ({ time, ok }) => expect(timeProblem(time) === undefined).toBe(ok));
  test.each(cases('bins'))('the bins $edges $counts', ({ ok, ...bins }) =>
    expect(binsProblem(bins) === undefined).toBe(ok),
  );
  test.each(cases('cuts'))('$length units of $text', (each) => expect(cut(each.text, each.length)).toBe(each.cut));
  test.each(cases('lines'))('the line of $text', (each) => expect(oneLine(each.text)).toBe(each.line));
  test.each(cases('configs'))('the config $config', (each) => expect(plain(each.config)).toEqual(each.plain));
  test.each(cases('metrics'))('the metrics $metrics', ({ metrics, flat }) =>
    expect([...flatten(metrics)].map(([key, use]) => [key, use()])).toEqual(flat),
  );

  test.each(cases('histograms'))('a histogram of $values', ({ values, bins, histogram }) => {
    const made = histogramOf(values.map(number), bins);
    const { edges, counts, ...rest } = made;
    expect('bins' in histogram ? { bins: counts.length, ...rest } : made).toEqual(histogram);
    expect(binsProblem({ edges, counts })).toBeUndefined();
  });
});

describe('requests', () => {
  test.each(cases('creations'))('a run created from $asked', ({ asked, create, reported }) => {
    const said: string[] = [];
    expect(acceptable(asked, (field) => said.push(field))).toEqual(create);
    expect(said).toEqual(reported);
  });

  test.each(cases('ids'))('the id of $asked', ({ asked, id }) => {
    expect(
      acceptableId(
        asked,
        () => 'new',
        () => undefined,
      ),
    ).toBe(id);
  });

  test.each(cases('answers'))('an answer $status $body', async ({ status, headers, body, outcome }) => {
    const answer = async () => new Response(status === 204 ? null : body, { status, headers });
    const found = await createHttp('http://a', answer).ingest('r', { writer: 'w', attempt: 1, seq: 1 }, '{}');
    expect(found).toMatchObject(found.kind === 'ok' ? { kind: 'ok', body: { stop: outcome.stop } } : outcome);
  });

  test.each(cases('repairs'))('a batch refused for $code $details', ({ batch, code, details, rest, removed }) => {
    const left = withoutFault(JSON.stringify(batch), { kind: 'refused', code, message: '', details });
    expect(left ? JSON.parse(left.body) : null).toEqual(rest);
    expect(left?.removed ?? 0).toBe(removed);
  });

  test.each(cases('reductions'))('a run refused for $code $details', ({ create, code, details, left }) =>
    expect(withoutFields(create, { kind: 'refused', code, message: '', details }) ?? null).toEqual(left),
  );

  test.each(cases('backoff'))('the wait after attempt $attempt', ({ attempt, random, minMs, maxMs, waitMs }) =>
    expect(retryDelayMs(attempt, { minMs, maxMs }, () => random)).toBe(waitMs),
  );
});

describe('the spool', () => {
  test.each(cases('frames'))('a frame of $text', ({ text, hex }) => {
    const bytes = Buffer.from(hex, 'hex');
    expect(Buffer.from(encodeFrame(text, crc32)).toString('hex')).toBe(hex);
    expect(decodeFrame((at, length) => bytes.subarray(at, at + length), 0, crc32)).toEqual({
      text,
      next: bytes.length,
    });
  });

  test.each(cases('spools'))('a whole file, read and written', ({ header, hex, records }) => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'read'), hex, 'hex');
    const found = openSpool({ files, path: join(folder, 'read'), maxBytes: 1e6 }, () => true);
    expect(found?.header).toEqual(header);
    expect(found && recordsOf(found.outbox)).toEqual(records);

    const made = createSpool({ files, path: join(folder, 'made'), maxBytes: 1e6 }, header);
    for (const each of records) 'patch' in each ? made.pushPatch(each.patch) : made.pushBatch(each.body, each.records);
    expect(readFileSync(join(folder, 'made'), 'hex')).toBe(hex);
  });
});

describe('batches', () => {
  test.each(cases('batches'))('made of $calls', ({ time, calls, taken, dropped, records }) => {
    const outbox = createMemoryOutbox('w', 1e9);
    const quiet = { once() {}, again() {} };
    const recorder = createRecorder({ outbox, notices: quiet, batchMs: 1e9, onSealed() {} });
    for (const call of calls) make(recorder, call, time);
    recorder.close();

    expect({ taken: recorder.taken, dropped: recorder.dropped }).toEqual({ taken, dropped });
    expect(recordsOf(outbox).map(parsed)).toMatchObject(records);
  });
});

function make(recorder: Recorder, [kind, ...rest]: Case, time: number): void {
  const [first, second, third] = rest;
  if (kind === 'repeat') for (let i = 0; i < first; i++) make(recorder, second, time);
  else if (kind === 'log') recorder.log(numbers(first), { ...second, time });
  else if (kind === 'summary') recorder.log(first, { step: recorder.lastStep, time });
  else if (kind === 'text') recorder.text(text(first), { ...second, time });
  else if (kind === 'event') recorder.event(first, second, { ...third, time });
  else if (kind === 'histogram') recorder.histogram(first, second, { ...third, time });
  else if (kind === 'config') recorder.patch({ config: first });
  else throw new Error(`no call ${kind}`);
}

function numbers(metrics: Case): Case {
  return Object.fromEntries(Object.entries(metrics).map(([key, value]) => [key, number(value)]));
}

function recordsOf(outbox: Outbox): Case[] {
  const found: Case[] = [];
  for (let record = outbox.peek(); record; record = outbox.peek()) {
    const { kind, ...batch } = record;
    found.push(kind === 'batch' ? batch : { patch: record.body });
    outbox.shift();
  }
  return found;
}

function parsed(record: Case): Case {
  return 'patch' in record ? { patch: JSON.parse(record.patch) } : { ...record, body: JSON.parse(record.body) };
}

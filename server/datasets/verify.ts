import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import type { Download } from '../../shared/training/catalog-entry.ts';
import type { Inspect } from './inspector.ts';

/**
 * What is wrong with a downloaded file, or undefined: its size and checksums where they are known for
 * certain, else its rows and columns.
 */
export async function faultOf(path: string, download: Download, inspect: Inspect): Promise<string | undefined> {
  const { sha256, md5, bytes, table } = download;
  if (sha256 === undefined) return table && tableFault(path, table, inspect);

  const { size } = await stat(path);
  if (size !== bytes) return `expected ${bytes} bytes, got ${size}`;
  const found = await digests(path);
  if (found.sha256 !== sha256) return `expected SHA-256 ${sha256}, got ${found.sha256}`;
  if (md5 !== undefined && found.md5 !== md5) return `expected MD5 ${md5}, got ${found.md5}`;
  return undefined;
}

async function tableFault(path: string, table: { rows: number; columns: number }, inspect: Inspect) {
  const outcome = await inspect(path, {});
  if ('problem' in outcome) return outcome.problem;
  const { rows, columns, badRowCount } = outcome.inspection;
  if (rows === table.rows && columns.length === table.columns && badRowCount === 0) return undefined;
  return `expected ${table.rows} rows of ${table.columns} columns, got ${rows} of ${columns.length} and ${badRowCount} bad ones`;
}

async function digests(path: string): Promise<{ sha256: string; md5: string }> {
  const sha256 = createHash('sha256');
  const md5 = createHash('md5');
  await pipeline(createReadStream(path), async (chunks: AsyncIterable<Buffer>) => {
    for await (const chunk of chunks) {
      sha256.update(chunk);
      md5.update(chunk);
    }
  });
  return { sha256: sha256.digest('hex'), md5: md5.digest('hex') };
}

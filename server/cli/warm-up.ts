/** `npm run build:cache`: starts the server aside and ends it, so that the first start is as quick as all later ones. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfig } from '../config.ts';
import { keepCompiledCode } from './compile-cache.ts';

keepCompiledCode();
const { createApp } = await import('../app.ts');
const data = mkdtempSync(join(tmpdir(), 'lossboard-warm-up-'));
try {
  const read = readConfig(['--data', data], {});
  if ('config' in read) {
    const { http } = await createApp({ config: read.config, version: 'warm-up' });
    await http.ready();
    await http.close();
  }
} finally {
  rmSync(data, { recursive: true });
}

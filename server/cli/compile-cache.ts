import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

const FOLDER = fileURLToPath(new URL('../../node_modules/.cache/lossboard', import.meta.url));

/** Keeps what V8 makes of modules loaded from now on, for the next start. Where nothing can be written, nothing is kept. */
export function keepCompiledCode(): void {
  enableCompileCache(FOLDER);
}

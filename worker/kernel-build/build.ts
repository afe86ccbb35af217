/** Compiles the AssemblyScript kernels, one WASM module a tier: `npm run build:kernels`. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';
import { microKernels, type TileShape } from './micro-kernel.ts';

const kernels = join(dirname(fileURLToPath(import.meta.url)), '..', 'kernels');

const TIERS: Record<string, { tile: TileShape; features: string[] }> = {
  simd: { tile: { rows: 4, columns: 8, fused: false }, features: ['simd'] },
  relaxed: { tile: { rows: 6, columns: 8, fused: true }, features: ['simd', 'relaxed-simd'] },
  wide: { tile: { rows: 6, columns: 16, fused: true }, features: ['simd', 'relaxed-simd'] },
};

mkdirSync(join(kernels, 'dist'), { recursive: true });
for (const [tier, { tile, features }] of Object.entries(TIERS)) {
  const started = performance.now();
  const size = await build(tier, tile, features);
  console.log(`kernels ${tier}: ${size} bytes in ${((performance.now() - started) / 1000).toFixed(1)} s`);
}

/** Compiles with the micro-kernels of this tier standing in for `micro.ts`; returns the module's size. */
async function build(tier: string, tile: TileShape, features: string[]): Promise<number> {
  let size = 0;
  const { error, stderr } = await asc.main(
    [
      'index.ts',
      ...['--outFile', `dist/${tier}.wasm`],
      ...features.flatMap((feature) => ['--enable', feature]),
      ...['--runtime', 'stub', '-O3', '--noAssert', '--importMemory', '--zeroFilledMemory'],
      // a memory that two threads share must name the most that it may grow to
      ...['--sharedMemory', '--initialMemory', '1', '--maximumMemory', '65536', '--enable', 'threads'],
    ],
    {
      readFile: (name) => (name === 'micro.ts' ? microKernels(tile) : read(join(kernels, name))),
      writeFile: (name, contents) => {
        size = contents.length;
        writeFileSync(join(kernels, name), contents);
      },
      listFiles: () => [],
    },
  );
  if (error) throw new Error(`kernels ${tier} did not compile: ${error.message}\n${stderr.toString()}`);
  return size;
}

function read(path: string): string | null {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return null; // the compiler asks for several spellings of each path
  }
}

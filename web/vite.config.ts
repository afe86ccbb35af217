import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin, type Rolldown } from 'vite';

const server = process.env.LOSSBOARD_DEV_SERVER ?? 'http://127.0.0.1:4680';
const outDir = fileURLToPath(new URL('dist', import.meta.url));

/** The page itself names what every view needs, so that none of it waits for the script that asks for it. */
const preloadFirst: Plugin = {
  name: 'preload-first',
  transformIndexHtml(_html, { bundle = {} }) {
    const font = Object.keys(bundle).find((file) => /inter-latin-wght-normal.*\.woff2$/.test(file));
    const links = [
      ...withImports(bundle, 'application').map((file) => ({ rel: 'modulepreload', href: `/${file}` })),
      ...(font ? [{ rel: 'preload', as: 'font', type: 'font/woff2', href: `/${font}` }] : []),
    ];
    return links.map((link) => ({ tag: 'link', attrs: { ...link, crossorigin: true }, injectTo: 'head' }));
  },
};

/** The file of a chunk and those of all that it imports. */
function withImports(bundle: Rolldown.OutputBundle, name: string): string[] {
  const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
  const files = new Set<string>();
  const open = chunks.filter((chunk) => chunk.name === name);
  for (let chunk = open.pop(); chunk; chunk = open.pop()) {
    if (files.has(chunk.fileName)) continue;
    files.add(chunk.fileName);
    const { imports } = chunk;
    open.push(...chunks.filter(({ fileName }) => imports.includes(fileName)));
  }
  return [...files];
}

/** What is packed once and well need not be packed again for every browser that asks. */
const packFiles: Plugin = {
  name: 'pack-files',
  writeBundle({ dir = outDir }, bundle) {
    for (const file of Object.keys(bundle).filter((each) => /\.(js|css|html)$/.test(each))) {
      const content = readFileSync(join(dir, file));
      writeFileSync(join(dir, `${file}.br`), brotliCompressSync(content));
      writeFileSync(join(dir, `${file}.gz`), gzipSync(content, { level: 9 }));
    }
  },
};

/** What draws charts; not what exports pictures, which is loaded when somebody asks for one. */
const isOfCharts = (file: string) =>
  /web\/(charts|layers)\/|chart\.js/.test(file) && !/web\/charts\/(export|svg)\//.test(file);

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [svelte({ configFile: false }), preloadFirst, packFiles],
  build: {
    outDir,
    emptyOutDir: true,
    manifest: true,
    target: 'es2023',
    // They know OKLCH: colours stay as the tokens have them, which charts read.
    cssTarget: ['chrome111', 'firefox113', 'safari16.4'],
    // All styles are 22 kB packed; in a file a component they are up to twenty requests a page.
    cssCodeSplit: false,
    // A data: address would need its own exception in the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        codeSplitting: {
          // By themselves, modules that the same pages share become a chunk: forty of them, most of less than 1 kB.
          groups: [
            { name: 'first', tags: ['$initial'] },
            { name: 'frame', test: /svelte\/|bits-ui|web\/(core|api|ui)\//, minShareCount: 3 },
            { name: 'runs', test: /web\/(runs|views)\//, minShareCount: 3 },
            { name: 'formula', test: /shared\/formula\//, minShareCount: 2 },
            { name: 'charts', test: isOfCharts, minShareCount: 3 },
          ],
        },
      },
    },
  },
  server: { proxy: { '/api': { target: server, ws: true, changeOrigin: true } } },
});

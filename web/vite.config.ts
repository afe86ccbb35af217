import { fileURLToPath } from 'node:url';
import { svelte } from '@sveltejs/vite-plugin-svelte';
import { defineConfig, type Plugin } from 'vite';

const server = process.env.LOSSBOARD_DEV_SERVER ?? 'http://127.0.0.1:4680';

/** The page itself names the typeface, so that it comes with the style sheet and not after it. */
const preloadTypeface: Plugin = {
  name: 'preload-typeface',
  transformIndexHtml(_html, { bundle = {} }) {
    const font = Object.keys(bundle).find((file) => /inter-latin-wght-normal.*\.woff2$/.test(file));
    const attrs = { rel: 'preload', as: 'font', type: 'font/woff2', href: `/${font}`, crossorigin: true };
    return font ? [{ tag: 'link', attrs, injectTo: 'head' }] : [];
  },
};

export default defineConfig({
  root: fileURLToPath(new URL('.', import.meta.url)),
  plugins: [svelte({ configFile: false }), preloadTypeface],
  build: {
    outDir: 'dist',
    emptyOutDir: true,
    target: 'es2023',
    // They know OKLCH: colours stay as the tokens have them, which charts read.
    cssTarget: ['chrome111', 'firefox113', 'safari16.4'],
    // A data: address would need its own exception in the Content-Security-Policy.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
  },
  server: { proxy: { '/api': { target: server, ws: true, changeOrigin: true } } },
});

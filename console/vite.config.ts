import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** `npm run dev` is not needed to work on the page: `node console/dev/fixture-server.ts` serves the built one. */
export default defineConfig({
  plugins: [react()],
  server: {
    proxy: Object.fromEntries(
      ['/api', '/console', '/signin'].map((path) => [
        path,
        process.env.COUNTERSIGN_API ?? 'http://127.0.0.1:4600',
      ]),
    ),
  },
  build: {
    outDir: 'dist',
    assetsDir: 'assets',
    // Nothing is inlined: the page's content security policy allows files of its own origin only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    // light-dark(), :has() and nesting as they are written.
    cssTarget: ['chrome123', 'firefox121', 'safari17.5'],
    chunkSizeWarningLimit: 900,
  },
});

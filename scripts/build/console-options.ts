import { fileURLToPath } from 'node:url';
import type { InlineConfig } from 'vite';

const at = (path: string) => fileURLToPath(new URL(`../../${path}`, import.meta.url));

/** How the console is built, and served while it is edited. */
export const consoleOptions = {
  root: at('console'),
  base: '/console/',
  configFile: false,
  publicDir: false,
  logLevel: 'warn',
  resolve: { alias: { 'react-style-singleton': at('console/src/parts/style-sheet.ts') } },
  build: {
    target: 'es2022',
    emptyOutDir: true,
    // A picture inside of a style sheet would be a `data:` address.
    assetsInlineLimit: 0,
    chunkSizeWarningLimit: 700,
    rolldownOptions: {
      onwarn(warning, warn) {
        // Radix marks what runs in browsers alone, which here is all.
        if (warning.code !== 'MODULE_LEVEL_DIRECTIVE') warn(warning);
      },
    },
  },
} satisfies InlineConfig;

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import type { Config } from '../../config/config.ts';
import type { Asset } from '../http/static-assets.ts';
import { LOGO, startScript } from './start-script.ts';

/** GraphiQL as Lex serves it: a small page, and the files it loads. */
export interface GraphiqlPage {
  /** By their paths, below /graphiql/. */
  readonly assets: ReadonlyMap<string, Asset>;
  send(response: ServerResponse): void;
}

/** The files of `@graphql-yoga/graphiql` that are needed: the build copies these to `dist/graphiql/`. */
export const GRAPHIQL_FILES = {
  'yoga-graphiql.umd.js': 'text/javascript',
  'graphiql.css': 'text/css',
  'monacoeditorwork/editor.worker.bundle.js': 'text/javascript',
  'monacoeditorwork/json.worker.bundle.js': 'text/javascript',
  'monacoeditorwork/graphql.worker..bundle.js': 'text/javascript',
} as const;

/**
 * Serves GraphiQL from where the build has put its files; a browser loads nothing from anywhere else. The addresses of
 * the files change with their content, so that browsers may keep them.
 */
export function createGraphiqlPage(options: {
  readonly packageRoot: string;
  /** How people are let in. */
  readonly auth: Config['auth'];
}): GraphiqlPage {
  const files = join(options.packageRoot, 'dist', 'graphiql');
  const script = startScript(options.auth);
  const version = createHash('sha256')
    .update(readFileSync(join(files, 'package.json')))
    .update(script)
    .digest('hex')
    .slice(0, 12);
  const folder = `/graphiql/${version}`;

  const assets = new Map<string, Asset>();
  for (const [name, type] of Object.entries(GRAPHIQL_FILES)) {
    assets.set(`${folder}/${name}`, { type, read: () => readFile(join(files, name)) });
  }
  assets.set(`${folder}/start.js`, { type: 'text/javascript', read: async () => Buffer.from(script) });

  const page = renderPage(folder);
  return {
    assets,
    send(response) {
      response.writeHead(200, {
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Length': Buffer.byteLength(page),
        'Cache-Control': 'no-cache',
        Vary: 'Accept',
      });
      response.end(page);
    },
  };
}

function renderPage(folder: string): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Lex</title>
<link rel="icon" href="data:image/svg+xml,${encodeURIComponent(LOGO)}">
<link rel="stylesheet" href="${folder}/graphiql.css">
<style>
html, body { height: 100%; margin: 0 }
body { display: flex; flex-direction: column }
#root { flex: 1; min-height: 0 }
#notice { padding: 12px 16px; background: #fff3cd; color: #332701; font: 15px/1.5 system-ui, sans-serif }
</style>
</head>
<body class="no-focus-outline">
<noscript>GraphiQL needs JavaScript.</noscript>
<div id="notice" role="alert" hidden></div>
<div id="root">Loading…</div>
<script src="${folder}/yoga-graphiql.umd.js"></script>
<script src="${folder}/start.js"></script>
</body>
</html>
`;
}

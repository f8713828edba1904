import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { join } from 'node:path';
import { GRAPHIQL_DOCUMENT } from './graphiql-document.ts';
import type { Asset } from './static-assets.ts';

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

const LOGO =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 16 16" width="28">' +
  '<rect width="16" height="16" rx="4" fill="#335"/>' +
  '<path d="M5 4v8h6" fill="none" stroke="#fff" stroke-width="2"/></svg>';

// This script runs in the browser, after GraphiQL's own.
const START_SCRIPT = `
const folder = new URL('.', document.currentScript.src);
const workers = {
  editorWorkerService: 'monacoeditorwork/editor.worker.bundle.js',
  json: 'monacoeditorwork/json.worker.bundle.js',
  graphql: 'monacoeditorwork/graphql.worker..bundle.js',
};
self.MonacoEnvironment = {
  globalAPI: false,
  getWorkerUrl: (_, label) => new URL(workers[label] ?? workers.editorWorkerService, folder).href,
};
const linked = new URL(location.href).searchParams.get('query');
YogaGraphiQL.renderYogaGraphiQL(document.getElementById('root'), {
  endpoint: '/graphql',
  // So that they have the headers that are set in the page, such as a key.
  subscriptionsProtocol: 'SSE',
  // A GET runs the text of no operation, and its address would be in logs.
  method: 'POST',
  title: 'Lex',
  query: linked ?? ${JSON.stringify(GRAPHIQL_DOCUMENT)},
  variables: linked === null ? '{ "messageId": "" }' : undefined,
  logo: ${JSON.stringify(LOGO)},
});
`;

/**
 * Serves GraphiQL from where the build has put its files; a browser loads nothing from anywhere else. The addresses of
 * the files change with their content, so that browsers may keep them.
 */
export function createGraphiqlPage({ packageRoot }: { readonly packageRoot: string }): GraphiqlPage {
  const files = join(packageRoot, 'dist', 'graphiql');
  const version = createHash('sha256')
    .update(readFileSync(join(files, 'package.json')))
    .update(START_SCRIPT)
    .digest('hex')
    .slice(0, 12);
  const folder = `/graphiql/${version}`;

  const assets = new Map<string, Asset>();
  for (const [name, type] of Object.entries(GRAPHIQL_FILES)) {
    assets.set(`${folder}/${name}`, { type, read: () => readFile(join(files, name)) });
  }
  assets.set(`${folder}/start.js`, { type: 'text/javascript', read: async () => Buffer.from(START_SCRIPT) });

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
<style>html, body, #root { height: 100%; margin: 0 }</style>
</head>
<body class="no-focus-outline">
<noscript>GraphiQL needs JavaScript.</noscript>
<div id="root">Loading…</div>
<script src="${folder}/yoga-graphiql.umd.js"></script>
<script src="${folder}/start.js"></script>
</body>
</html>
`;
}

import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import type { ServerResponse } from 'node:http';
import { extname, join, relative } from 'node:path';
import type { UIConfig } from '@bull-board/api/dist/types.js';
import type { Config } from '../../config/config.ts';
import { LOGO } from '../graphiql/start-script.ts';
import type { Asset } from '../http/static-assets.ts';
import { startScript } from './start-script.ts';

/** Where it is, without a slash at the end. */
export const QUEUES_PATH = '/admin/queues';

/** What Bull Board's page is to show. There is nothing of one server in it: whoever opens the page may read it. */
export const BOARD_SETTINGS: UIConfig = {
  boardTitle: 'Lex',
  boardLogo: { path: 'static/images/logo.svg' },
  favIcon: { default: 'static/images/logo.svg', alternative: 'static/images/logo.svg' },
  miscLinks: [{ text: 'Console', url: '../../' }],
  hideDocsLink: true,
  hideRedisDetails: true,
  showMetrics: false,
  showWorkers: false,
};

/** Bull Board as Lex serves it: a small page, and the files that it loads. */
export interface QueuesPage {
  /** By their paths. */
  readonly assets: ReadonlyMap<string, Asset>;
  /** @param path of the request: the page finds its files from there, also where a proxy has put a prefix before it */
  send(response: ServerResponse, path: string): void;
}

const TYPES: Readonly<Record<string, Asset['type']>> = {
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
  '.json': 'application/json',
};

/**
 * Serves Bull Board from where the build has put its files; a browser loads nothing from anywhere else. Of its own page
 * the names of the files are taken, and not the fonts that it would get from outside.
 *
 * @throws {Error} when the files that were built are not those of a page
 */
export function createQueuesPage(options: {
  readonly packageRoot: string;
  /** How people are let in. */
  readonly auth: Config['auth'];
}): QueuesPage {
  const folder = join(options.packageRoot, 'dist', 'queues');
  const assets = new Map<string, Asset>();
  for (const entry of readdirSync(join(folder, 'static'), { recursive: true, withFileTypes: true })) {
    const type = TYPES[extname(entry.name)];
    const file = join(entry.parentPath, entry.name);
    if (type) assets.set(`${QUEUES_PATH}/${relative(folder, file)}`, { type, read: () => readFile(file) });
  }
  const script = startScript(options.auth);
  const start = `static/start.${createHash('sha256').update(script).digest('hex').slice(0, 12)}.js`;
  assets.set(`${QUEUES_PATH}/${start}`, { type: 'text/javascript', read: async () => Buffer.from(script) });
  const page = renderPage(readFileSync(join(folder, 'index.ejs'), 'utf8'), start);

  return {
    assets,
    send(response, path) {
      const content = page.replace('BASE', baseFrom(path));
      response.setHeader('Content-Security-Policy', POLICY);
      response.writeHead(200, {
        'Content-Type': 'text/html; charset=utf-8',
        'Content-Length': Buffer.byteLength(content),
        'Cache-Control': 'no-cache',
      });
      response.end(response.req.method === 'HEAD' ? undefined : content);
    },
  };
}

/** The address of the board's folder, relative to a path in it. */
function baseFrom(path: string): string {
  const below = path.slice(QUEUES_PATH.length);
  if (below === '') return 'queues/';
  return '../'.repeat(below.split('/').length - 2) || './';
}

/** As for all pages of Lex, but for its own base; it loads no font at all. Its parts set styles of their own. */
const POLICY = [
  "default-src 'none'",
  "script-src 'self'",
  "worker-src 'self'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "connect-src 'self'",
  "base-uri 'self'",
  "form-action 'none'",
  "frame-ancestors 'none'",
].join('; ');

function renderPage(original: string, start: string): string {
  const scripts = [...original.matchAll(/ src="(static\/[\w./-]+\.js)"/g)].map(([, path]) => path);
  const styles = [...original.matchAll(/ href="(static\/[\w./-]+\.css)"/g)].map(([, path]) => path);
  if (scripts.length === 0 || styles.length === 0) throw new Error('The page of the queues was not built.');
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<base href="BASE">
<title>Lex</title>
<link rel="icon" id="fav-logo" href="data:image/svg+xml,${encodeURIComponent(LOGO)}">
${styles.map((path) => `<link rel="stylesheet" href="${path}">`).join('\n')}
<style>
#notice { padding: 12px 16px; background: #fff3cd; color: #332701; font: 15px/1.5 system-ui, sans-serif }
</style>
</head>
<body class="preload">
<script id="__UI_CONFIG__" type="application/json">${JSON.stringify(BOARD_SETTINGS).replaceAll('<', '\\u003c')}</script>
<noscript>This page needs JavaScript.</noscript>
<div id="notice" role="alert" hidden></div>
<div id="root"></div>
${[start, ...scripts].map((path) => `<script defer src="${path}"></script>`).join('\n')}
</body>
</html>
`;
}

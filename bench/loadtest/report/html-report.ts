import { createHash } from 'node:crypto';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import { chartsOf } from './charts.ts';
import type { Report } from './report.ts';
import { aboutLoad, caveats } from './shown.ts';
import { type Table, tablesOf } from './tables.ts';
import { sentences } from './text-report.ts';

const SCRIPT = fileURLToPath(new URL('../page/draw.ts', import.meta.url));

/** The report as a page in one file: its policy lets it load nothing, and run its own script alone. */
export async function htmlReport(report: Report): Promise<string> {
  const { script, style } = await bundle();
  const policy = `default-src 'none'; script-src '${hashOf(script)}'; style-src '${hashOf(style)}'`;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<title>Load test of ${escaped(report.startedAt)}</title>
<style>${style}</style>
</head>
<body>
<main>
<h1>Load test of ${escaped(report.startedAt)}</h1>
<p>${escaped(aboutLoad(report))}</p>
${caveats(report)
  .map((caveat) => `<p class="caveat">${escaped(caveat)}</p>`)
  .join('\n')}
${tablesOf(report).map(tableOf).join('\n')}
<p>${escaped(sentences(report).join(' '))}</p>
<section id="plots"></section>
</main>
<script type="application/json" id="charts">${inScript(chartsOf(report))}</script>
<script>${script}</script>
</body>
</html>
`;
}

async function bundle(): Promise<{ readonly script: string; readonly style: string }> {
  const { outputFiles } = await build({
    entryPoints: [SCRIPT],
    bundle: true,
    minify: true,
    write: false,
    format: 'iife',
    target: 'es2022',
    outdir: 'page',
    logLevel: 'silent',
  });
  const textOf = (end: string): string => outputFiles.find(({ path }) => path.endsWith(end))?.text.trim() ?? '';
  return { script: textOf('.js'), style: textOf('.css') };
}

function tableOf({ title, rows: [head = [], ...body] }: Table): string {
  const row = (cells: readonly string[], tag: string) =>
    `<tr>${cells.map((cell) => `<${tag}>${escaped(cell)}</${tag}>`).join('')}</tr>`;
  return (
    `<h2>${escaped(title)}</h2>\n<div class="scroll"><table>\n<thead>${row(head, 'th')}</thead>\n` +
    `<tbody>\n${body.map((cells) => row(cells, 'td')).join('\n')}\n</tbody></table></div>`
  );
}

const hashOf = (text: string): string => `sha256-${createHash('sha256').update(text).digest('base64')}`;

/** Text that comes from a server, too, is no markup here. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}

/** JSON that can't end the element that it is in. */
function inScript(value: unknown): string {
  return JSON.stringify(value).replaceAll('<', '\\u003c');
}

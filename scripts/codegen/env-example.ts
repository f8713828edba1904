import type { DocumentedSettings } from './settings-page.ts';

const WIDTH = 120;

const HEAD = `# Settings of Lex, all of them commented out: none is needed. Copy this file to .env in the directory
# where it is started, and take the # away from what you set. What the environment says wins.
# \`npm run codegen\` makes it from the tables in docs/configuration.md.`;

/** The settings that a page documents, as a file of variables to fill in, with their meanings as comments. */
export function envExample(page: readonly DocumentedSettings[]): string {
  const parts: string[] = [HEAD];
  let group = '';
  for (const row of page) {
    if (row.group !== group) parts.push(`# --- ${row.group}`);
    group = row.group;
    const lines = row.settings.map(({ name, fallback = '' }) => `#${name}=${fallback}`);
    parts.push([...commented(plain(row.meaning)), ...lines].join('\n'));
  }
  return `${parts.join('\n\n')}\n`;
}

/** Without the marks of links, which a comment can't follow. */
const plain = (markdown: string) => markdown.replace(/\[([^\][]{0,200})\]\([^()]{0,300}\)/g, '$1');

/** Lines of a comment, broken between words. */
function commented(text: string): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last !== undefined && last.length + 1 + word.length <= WIDTH) lines[lines.length - 1] = `${last} ${word}`;
    else lines.push(`# ${word}`);
  }
  return lines;
}

import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { packageRoot } from '../support/lex/cluster-template.ts';

/** A command of a page: what stands in a block of `sh`, without its comment. */
export interface PageCommand {
  readonly page: string;
  readonly text: string;
  /** What it prints, as the page has it in a block of `json` right below; only of the last command of a block. */
  readonly answer: string | undefined;
}

/** The pages whose commands are tried. */
export const PAGES = [
  ...['README.md', 'CONTRIBUTING.md', 'SECURITY.md'],
  ...readdirSync(join(packageRoot, 'docs'))
    .filter((name) => name.endsWith('.md'))
    .map((name) => `docs/${name}`),
];

/** All commands of a page, in its order. */
export function commandsOf(page: string): PageCommand[] {
  return commandsIn(readFileSync(join(packageRoot, page), 'utf8')).map((command) => ({ page, ...command }));
}

/** All commands in a text of Markdown. */
export function commandsIn(markdown: string): Omit<PageCommand, 'page'>[] {
  const blocks = [...markdown.matchAll(/^```sh\n(.*?)^```(?:\n+```json\n(.*?)^```)?/gms)];
  return blocks.flatMap(([, script = '', answer]) => {
    const commands = commandsInScript(script);
    return commands.map((text, index) => ({ text, answer: index === commands.length - 1 ? answer : undefined }));
  });
}

/** The commands of a script: a line each, or several where a quote is open or a line ends with a backslash. */
function commandsInScript(script: string): string[] {
  const commands: string[] = [];
  let open = '';
  for (const line of script.split('\n')) {
    const text = open ? `${open}\n${line}` : line;
    const { quote, comment } = scan(text);
    if (quote || text.endsWith('\\')) open = text;
    else {
      open = '';
      const command = text.slice(0, comment).trim();
      if (command) commands.push(command);
    }
  }
  if (open) throw new Error(`A command has no end: ${open}`);
  return commands;
}

/** @returns the quote that is still open at the end, and where a comment begins, or the end */
function scan(text: string): { quote: string | undefined; comment: number } {
  let quote: string | undefined;
  for (let at = 0; at < text.length; at++) {
    const sign = text[at] ?? '';
    if (sign === '\\' && quote !== "'") at++;
    else if (quote) quote = sign === quote ? undefined : quote;
    else if (sign === '"' || sign === "'") quote = sign;
    else if (sign === '#' && /\s|^$/.test(text[at - 1] ?? '')) return { quote, comment: at };
  }
  return { quote, comment: text.length };
}

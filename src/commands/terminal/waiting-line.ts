import type { Terminal } from '../command.ts';
import { paint } from './paint.ts';

/** The name before a reply. */
export const NAME = 'lex › ';
export const CLEAR_LINE = '\r\x1b[K';

/** Shows on a terminal what is under way, until the reply is printed over it. */
export function showWaiting(terminal: Terminal, what = '…', before = ''): void {
  if (!terminal.stdout.isTTY) return;
  terminal.stdout.write(`${before}${paint(terminal, 'cyan', NAME)}${paint(terminal, 'dim', what)}`);
}

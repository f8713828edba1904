import type { Terminal } from '../command.ts';

const COLOURS = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, cyan: 36 } as const;

/** Colours a text where the output is a terminal, and NO_COLOR isn't set (no-color.org). */
export function paint({ stdout, environment }: Terminal, colour: keyof typeof COLOURS, text: string): string {
  return stdout.isTTY && !environment.NO_COLOR ? `\x1b[${COLOURS[colour]}m${text}\x1b[0m` : text;
}

/** Removes control characters, with which a reply could move the cursor or change the terminal's title. */
export function forTerminal(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, '');
}

import type { Terminal } from './command.ts';

/** Says at the end of a line that LEX thinks, until there is something else to show. Elsewhere than on a terminal, nothing. */
export interface ThinkingSign {
  show(): void;
  clear(): void;
}

/** Each character takes a column, and the whole fits behind the name: over the end of a line nothing can be taken back. */
const WORD = 'thinking…';

/** @param paint how the word looks */
export function createThinkingSign(
  { stdout }: Pick<Terminal, 'stdout'>,
  paint: (word: string) => string,
): ThinkingSign {
  let isShown = false;
  return {
    show() {
      if (isShown || !stdout.isTTY) return;
      stdout.write(paint(WORD));
      isShown = true;
    },
    clear() {
      if (isShown) stdout.write(`${'\b'.repeat(WORD.length)}\x1b[K`);
      isShown = false;
    },
  };
}

import { beginning } from '../../language/graphemes.ts';
import type { Terminal } from '../command.ts';

/** Shows progress as a line that changes, on a terminal; elsewhere it prints nothing. */
export interface ProgressLine {
  /** @param percent 0 to 100 */
  show(percent: number, step: string): void;
  /** Clears the line, so that something else can be printed. */
  clear(): void;
}

const WIDTH = 24;

export function createProgressLine({ stderr }: Pick<Terminal, 'stderr'>): ProgressLine {
  if (!stderr.isTTY) return { show: () => undefined, clear: () => undefined };
  const clear = () => stderr.write('\r\x1b[K');
  return {
    show(percent, step) {
      const full = Math.round((Math.max(0, Math.min(100, percent)) / 100) * WIDTH);
      const bar = `${'█'.repeat(full)}${'░'.repeat(WIDTH - full)}`;
      const line = `${bar} ${String(Math.floor(percent)).padStart(3)}%  ${step}`;
      clear();
      // A line that the terminal breaks could not be cleared.
      stderr.write(beginning(line, Math.max(WIDTH, (stderr.columns ?? 80) - 1)));
    },
    clear,
  };
}

import type { Terminal } from '../command.ts';
import type { ChatConnection, SentMessage } from '../connection/chat-connection.ts';
import { LineWrap } from './line-wrap.ts';
import { forTerminal, paint } from './paint.ts';
import { CLEAR_LINE, NAME, showWaiting } from './waiting-line.ts';

/** The width of a terminal that doesn't tell it. */
const DEFAULT_COLUMNS = 80;

/**
 * Prints the reply to a message. A terminal shows it as it comes, that the model thinks while it does, and below the
 * reply what was remembered. Elsewhere the reply is printed when it is whole: it may be begun again, and a program
 * can't unread its first half.
 *
 * @param stopped stops the reply when it aborts
 * @returns whether the reply was completed
 */
export async function printReply(
  connection: ChatConnection,
  terminal: Terminal,
  sent: SentMessage,
  stopped: AbortSignal,
): Promise<boolean> {
  const { stdout, stderr } = terminal;
  const stop = () => connection.stop(sent.reply.id).catch(() => undefined);
  if (stopped.aborted) await stop();
  stopped.addEventListener('abort', stop, { once: true });
  let text = '';
  let thinks = false;
  let end: string | undefined;
  let error: string | undefined;
  let lines: LineWrap | undefined;
  /** Clears the line on which the terminal waited, and begins the reply there. */
  const beginLines = (): LineWrap => {
    stdout.write(`${CLEAR_LINE}${paint(terminal, 'cyan', NAME)}`);
    return new LineWrap(stdout.columns || DEFAULT_COLUMNS, NAME.length);
  };
  try {
    for await (const event of connection.follow(sent.reply.id, { signal: stopped })) {
      if (event.kind === 'REASONING') {
        if (!lines && !thinks) showWaiting(terminal, 'thinking…', CLEAR_LINE);
        thinks = true;
      } else if (event.kind === 'RESTARTED') {
        text = '';
        thinks = false;
        if (stdout.isTTY) stdout.write(`${lines?.end() ?? CLEAR_LINE}${paint(terminal, 'dim', '\n(begun again)')}\n`);
        lines = undefined;
        showWaiting(terminal);
      } else if (event.kind === 'DELTA') {
        const piece = forTerminal(event.text ?? '');
        text += piece;
        if (!stdout.isTTY) continue;
        lines ??= beginLines();
        stdout.write(lines.push(piece));
      } else if (event.kind !== 'AUDIO') {
        end = event.kind;
        error = event.message?.error ?? undefined;
      }
    }
  } finally {
    stopped.removeEventListener('abort', stop);
    if (stdout.isTTY) stdout.write((lines ?? beginLines()).end());
    else stdout.write(text);
    if (end === 'STOPPED' && stdout.isTTY) stdout.write(paint(terminal, 'dim', ' (stopped)'));
    if (stdout.isTTY || (text && !text.endsWith('\n'))) stdout.write('\n');
  }
  if (end === 'FAILED') {
    stderr.write(`${paint(terminal, 'red', forTerminal(error ?? 'The reply failed.'))}\n`);
  }
  await showRemembered(connection, terminal, sent.message.id);
  return end === 'COMPLETED';
}

/** Shows what was remembered, on a terminal only: a script wants the reply alone. */
async function showRemembered(connection: ChatConnection, terminal: Terminal, messageId: string): Promise<void> {
  if (!terminal.stdout.isTTY) return;
  const { memoriesMade } = await connection.message(messageId);
  for (const { content } of memoriesMade) {
    terminal.stdout.write(`${paint(terminal, 'dim', `      remembered: ${forTerminal(content)}`)}\n`);
  }
}

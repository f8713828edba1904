import { createInterface } from 'node:readline/promises';
import { text as readAll } from 'node:stream/consumers';
import { readServerUrl } from '../config/config.ts';
import { readArguments } from './arguments.ts';
import { type Command, type Terminal, UsageError } from './command.ts';
import {
  type ChatConnection,
  ChatError,
  createChatConnection,
  type SentMessage,
} from './connection/chat-connection.ts';
import { LineWrap } from './terminal/line-wrap.ts';

export const chatCommand: Command = {
  name: 'chat',
  summary: 'Talk with LEX in the terminal',
  usage: `Usage: lex chat [message] [--url URL] [--key KEY]

With a message (or one on standard input) it prints the reply and ends: with 0, or with 1 when it failed or was stopped.
Without one it talks until Ctrl-D. Ctrl-C stops a reply that is being written. /new begins another conversation, /quit
ends.

  --url URL   the server's GraphQL endpoint  (default: the one of this machine, at HOST and PORT)
  --key KEY   an API key, where the server asks for one`,
  async run(args, terminal) {
    const { options, words } = readArguments(args, { options: ['url', 'key'], words: 1 });
    const url = options.url ?? `${readServerUrl(terminal.environment)}/graphql`;
    if (!/^https?:\/\/./.test(url) || !URL.canParse(url)) {
      throw new UsageError(`--url takes an address such as http://127.0.0.1:4000/graphql, not ${JSON.stringify(url)}.`);
    }
    if (new URL(url).port === '0') throw new UsageError('PORT is 0, any free port: name the server with --url.');
    const connection = createChatConnection({ url, key: options.key });
    try {
      const message = words[0] ?? (terminal.stdin.isTTY ? undefined : (await readAll(terminal.stdin)).trim());
      if (message === undefined) return await talk(connection, terminal);
      if (message === '') throw new UsageError('There is no message: give one as an argument or on standard input.');
      showWaiting(terminal);
      return (await print(connection, terminal, await connection.send(message, undefined), terminal.stopped)) ? 0 : 1;
    } catch (error) {
      if (!(error instanceof ChatError)) throw error;
      if (terminal.stdout.isTTY) terminal.stdout.write(CLEAR_LINE);
      terminal.stderr.write(`${error.message}\n`);
      return 1;
    } finally {
      await connection.close();
    }
  },
};

async function talk(connection: ChatConnection, terminal: Terminal): Promise<number> {
  const { stdin, stdout } = terminal;
  const lines = createInterface({ input: stdin, output: stdout, prompt: paint(terminal, 'bold', 'you › ') });
  let conversationId: string | undefined;
  let stop: AbortController | undefined;
  // Ctrl-C stops what LEX is writing; when it writes nothing, it ends the talk.
  lines.on('SIGINT', () => (stop ? stop.abort() : lines.close()));
  const end = () => {
    stop?.abort();
    lines.close();
  };
  terminal.stopped.addEventListener('abort', end, { once: true });
  stdout.write(`${paint(terminal, 'dim', 'Talk with LEX. /new begins another conversation, /quit ends.')}\n`);
  lines.prompt();
  for await (const line of lines) {
    const message = line.trim();
    if (message === '/quit') return 0;
    if (message === '/new') {
      conversationId = undefined;
      stdout.write(`${paint(terminal, 'dim', 'A new conversation.')}\n`);
    } else if (message) {
      stop = new AbortController();
      try {
        showWaiting(terminal);
        const sent = await connection.send(message, conversationId);
        conversationId = sent.conversation.id;
        await print(connection, terminal, sent, stop.signal);
      } catch (error) {
        if (!(error instanceof ChatError)) throw error;
        stdout.write(`${CLEAR_LINE}${paint(terminal, 'red', error.message)}\n`);
      }
      stop = undefined;
    }
    lines.prompt();
  }
  stdout.write('\n');
  return 0;
}

/**
 * Prints the reply to a message: on a terminal as it comes, with what was remembered beneath it; elsewhere when it is
 * whole, since a reply may be begun again, and what a program has read can't be taken back. Of what the model thinks, a
 * terminal says only that it does.
 *
 * @returns whether the reply was completed
 */
async function print(
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
  /** Makes place for the reply where it was waited for. */
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
      } else {
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

/** Only where a person looks: a script that reads the reply wants the reply alone. */
async function showRemembered(connection: ChatConnection, terminal: Terminal, messageId: string): Promise<void> {
  if (!terminal.stdout.isTTY) return;
  const { memoriesMade } = await connection.message(messageId);
  for (const { content } of memoriesMade) {
    terminal.stdout.write(`${paint(terminal, 'dim', `      remembered: ${forTerminal(content)}`)}\n`);
  }
}

const NAME = 'lex › ';
const CLEAR_LINE = '\r\x1b[K';
/** Of a terminal that doesn't say how wide it is. */
const DEFAULT_COLUMNS = 80;

/** Says what is under way, until the reply takes its place. */
function showWaiting(terminal: Terminal, what = '…', before = ''): void {
  if (!terminal.stdout.isTTY) return;
  terminal.stdout.write(`${before}${paint(terminal, 'cyan', NAME)}${paint(terminal, 'dim', what)}`);
}

const COLOURS = { bold: 1, dim: 2, red: 31, cyan: 36 } as const;

function paint({ stdout, environment }: Terminal, colour: keyof typeof COLOURS, text: string): string {
  return stdout.isTTY && !environment.NO_COLOR ? `\x1b[${COLOURS[colour]}m${text}\x1b[0m` : text;
}

/** Without control characters: a reply must not be able to move the cursor or change the terminal's title. */
function forTerminal(text: string): string {
  return text.replace(/[^\P{Cc}\n\t]/gu, '');
}

import { createInterface } from 'node:readline/promises';
import { text as readAll } from 'node:stream/consumers';
import { readServerUrl } from '../config/config.ts';
import { readArguments, requireAddress } from './arguments.ts';
import { type Command, type Terminal, UsageError } from './command.ts';
import { type ChatConnection, createChatConnection } from './connection/chat-connection.ts';
import { ConnectionError } from './connection/server-client.ts';
import { paint } from './terminal/paint.ts';
import { printReply } from './terminal/print-reply.ts';
import { CLEAR_LINE, showWaiting } from './terminal/waiting-line.ts';

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
    requireAddress(url);
    if (new URL(url).port === '0') throw new UsageError('PORT is 0, any free port: name the server with --url.');
    const connection = createChatConnection({ url, key: options.key });
    try {
      const message = words[0] ?? (terminal.stdin.isTTY ? undefined : (await readAll(terminal.stdin)).trim());
      if (message === undefined) return await talk(connection, terminal);
      if (message === '') throw new UsageError('There is no message: give one as an argument or on standard input.');
      showWaiting(terminal);
      return (await printReply(connection, terminal, await connection.send(message, undefined), terminal.stopped))
        ? 0
        : 1;
    } catch (error) {
      if (!(error instanceof ConnectionError)) throw error;
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
  // Ctrl-C stops the reply that is being written; when there is none, it ends the talk.
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
        await printReply(connection, terminal, sent, stop.signal);
      } catch (error) {
        if (!(error instanceof ConnectionError)) throw error;
        stdout.write(`${CLEAR_LINE}${paint(terminal, 'red', error.message)}\n`);
      }
      stop = undefined;
    }
    lines.prompt();
  }
  stdout.write('\n');
  return 0;
}

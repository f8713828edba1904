import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

const UP_WITHIN_MS = 180_000;

/** A server that something else has started, such as npm, with the processes in between. */
export interface GroupedServer {
  /** `http://host:port`, as it is said in the log. */
  readonly url: string;
  /** Tells all of them to stop, and waits until the first has ended and none has its output open. */
  stop(): Promise<void>;
}

/**
 * Runs a line of the shell that ends up in `lex serve`, and waits until that listens.
 *
 * @throws when it ends before, or takes three minutes
 */
export async function startGroup(
  line: string,
  { cwd, env }: { readonly cwd: string; readonly env: Readonly<Record<string, string | undefined>> },
  atEnd: (end: () => Promise<void>) => void,
): Promise<GroupedServer> {
  const shell = spawn('sh', ['-c', line], { cwd, env, detached: true, stdio: ['ignore', 'ignore', 'pipe'] });
  const closed = once(shell, 'close');
  let hasClosed = false;
  shell.on('close', () => {
    hasClosed = true;
  });
  const send = (signal: NodeJS.Signals) => {
    // They are a group of their own, which is there as long as one of them is.
    if (!hasClosed && shell.pid !== undefined) process.kill(-shell.pid, signal);
  };
  atEnd(async () => {
    send('SIGKILL');
    await closed;
  });
  let told = '';
  for await (const text of createInterface({ input: shell.stderr, signal: AbortSignal.timeout(UP_WITHIN_MS) })) {
    told += `${text}\n`;
    const [, url] = /"url":"([^"]+)"/.exec(text) ?? [];
    if (url === undefined) continue;
    shell.stderr.resume();
    return {
      url,
      stop: async () => {
        send('SIGTERM');
        await closed;
      },
    };
  }
  throw new Error(`It was not up: ${line}\n${told}`);
}

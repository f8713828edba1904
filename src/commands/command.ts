import type { Settings } from '../config/settings-file.ts';
import type { Logger } from '../log.ts';

/** One subcommand of `lex`: its words, and what it does. */
export interface Command {
  readonly name: string;
  /** A line for the list of commands. */
  readonly summary: string;
  /** What `--help` prints. */
  readonly usage: string;
  /** @returns the exit code: 0 done, 1 failed, 2 wrong usage @throws {UsageError} for arguments it doesn't take */
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}

/** What a command has of the process it runs in. */
export interface Terminal extends Settings {
  readonly packageRoot: string;
  readonly version: string;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  /** Aborts at the first SIGTERM or SIGINT. */
  readonly stopped: AbortSignal;
  /** Where the process's log goes once there is a configuration. */
  onLog(log: Logger): void;
}

/** The command line can't be understood; the message says why. */
export class UsageError extends Error {
  override name = 'UsageError';
}

import type { Settings } from '../config/settings-file.ts';
import type { Logger } from '../log.ts';

/** One subcommand of `lex`. */
export interface Command {
  readonly name: string;
  /** A line for the list of commands. */
  readonly summary: string;
  /** What `--help` prints. */
  readonly usage: string;
  /** Whether it calls `growFromNow` itself, when it has started. @default false: it is called before `run` */
  readonly growsWhenStarted?: boolean;
  /**
   * Does what the command is for.
   *
   * @returns the exit code: 0 for success, 1 for a failure
   * @throws {UsageError} for arguments that it doesn't take, which makes the exit code 2
   */
  run(args: readonly string[], terminal: Terminal): Promise<number>;
}

/** What a command gets of the process that it runs in. */
export interface Terminal extends Settings {
  readonly packageRoot: string;
  readonly version: string;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly stdin: NodeJS.ReadStream;
  /** Aborts at the first SIGTERM or SIGINT. */
  readonly stopped: AbortSignal;
  /** Is called with the log, once the command has made it, so that the process logs its own failures there. */
  onLog(log: Logger): void;
}

/** The command line can't be understood; the message says why. */
export class UsageError extends Error {
  override name = 'UsageError';
}

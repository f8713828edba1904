import type { Config } from '../../config/config.ts';
import type { Environment } from '../../config/environment.ts';
import type { Logger } from '../../log.ts';
import type { ProcessReport } from '../../processes/process-report.ts';
import type { NamedFinding } from './finding.ts';

/** What is examined, and how its parts are reached. */
export interface Examined {
  readonly environment: Environment;
  /** The names of the variables that come from `.env`. */
  readonly fromFile: ReadonlySet<string>;
  /** The directory in which `.env` is looked for. */
  readonly directory: string;
  /** Undefined when the settings can't be used: then what follows from them can't be looked at. */
  readonly config: Config | undefined;
  readonly version: string;
  /** The directory of the package, which holds the migrations. */
  readonly packageRoot: string;
  readonly log: Logger;
  /**
   * What the process that has the data directory tells of itself, asked for once.
   *
   * @throws {StartError} when none can be reached
   */
  readonly report: () => Promise<ProcessReport>;
  readonly front: Front;
  /** Whether models are really asked, which costs some tokens. */
  readonly asksModels: boolean;
}

/** How the server is reached by its clients, where that is to be looked at. */
export interface Front {
  /** The address of its GraphQL endpoint; undefined: only the server of this machine is looked at. */
  readonly url: string | undefined;
  readonly key: string | undefined;
  /** How long connections are kept open to see whether they are cut off, in milliseconds. */
  readonly keepMs: number;
  /** What subscribes to the status, and to the viewer's conversations, as the body of a request. */
  readonly subscriptions: { readonly status: object; readonly conversations: object };
}

/** A look at one part of a deployment. It changes nothing, or leaves things as they were. */
export interface Check {
  /** What its findings are called when it brings none of its own, such as `redis`. */
  readonly name: string;
  /** How long it may take, in milliseconds. */
  timeoutMs(examined: Examined): number;
  /**
   * @param signal aborts when the time is up
   * @throws whatever makes the look impossible; its message is told
   */
  run(examined: Examined, signal: AbortSignal): Promise<readonly NamedFinding[]>;
}

/** What most checks may take: a few round trips to a server that may be slow. */
export const SHORT_MS = 10_000;

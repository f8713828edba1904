import { type Logger, pino } from 'pino';
import { loggableError } from './loggable-error.ts';

export type { Logger };
export type LogLevel = 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';

/**
 * The process's log on standard error: JSON lines, or readable ones on a terminal.
 *
 * Lines carry ids, names and durations, never what users write. Secrets don't get here: the
 * configuration is printed through `describeConfig`, headers aren't logged, and of errors only what loggable-error.ts
 * takes.
 *
 * @param mixin makes what each line carries besides its own, in a new object; undefined: nothing
 */
export function createLog(level: LogLevel, mixin?: () => object): Logger {
  const serializers = { err: (error: unknown) => loggableError(error) };
  const timestamp = pino.stdTimeFunctions.isoTime;
  const options = { level, base: undefined, timestamp, serializers, ...(mixin && { mixin }) };
  if (!process.stderr.isTTY) return pino(options, pino.destination({ fd: 2, sync: false }));
  return pino({
    ...options,
    transport: {
      target: 'pino-pretty',
      options: { destination: 2, ignore: 'pid,hostname', translateTime: 'HH:MM:ss' },
    },
  });
}

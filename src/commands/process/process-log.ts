import type { Config } from '../../config/config.ts';
import { createLog, type Logger } from '../../log.ts';
import { traceIds } from '../../tracing/active-span.ts';
import { isTraced } from '../../tracing/open-tracing.ts';
import type { Terminal } from '../command.ts';
import { changeLevelBySignal } from './log-level-signal.ts';

/** The log of a process that stays: its level can be changed while it runs, and its lines tell of traces. */
export function openProcessLog({ logLevel, tracing }: Config, terminal: Terminal): Logger {
  const log = createLog(logLevel, isTraced(tracing) ? traceIds : undefined);
  terminal.onLog(log);
  changeLevelBySignal(log);
  return log;
}

import type { Config } from '../config/config.ts';
import type { Logger } from '../log.ts';
import type { Tracer } from './span.ts';

export type TracingSettings = Config['tracing'];

/** The tracing of a process. */
export interface Tracing {
  readonly tracer: Tracer;
  /**
   * Sends what has ended. Nothing is recorded after it.
   *
   * @param withinMs how long that may take; what is left then is lost. @default 1_000
   */
  close(withinMs?: number): Promise<void>;
}

/** Whether traces are wanted. */
export function isTraced({ endpoint, isDisabled }: TracingSettings): boolean {
  return endpoint !== undefined && !isDisabled;
}

/** Begins to trace, where that is wanted: undefined otherwise, and then nothing of OpenTelemetry is loaded. */
export async function openTracing(
  settings: TracingSettings,
  surroundings: { readonly version: string; readonly log: Logger },
): Promise<Tracing | undefined> {
  if (settings.endpoint === undefined || !isTraced(settings)) return undefined;
  const { createOtlpTracing } = await import('./otlp-tracing.ts');
  return createOtlpTracing({ ...settings, endpoint: settings.endpoint }, surroundings);
}

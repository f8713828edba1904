import type { ReadableSpan, SpanExporter } from '@opentelemetry/sdk-trace';
import { messageOf } from '../errors.ts';
import type { Logger } from '../log.ts';

type Export = SpanExporter['export'];

const MAX_REASON = 200;

/** An exporter that tells in the log when its collector is out of reach, once, and when it is back. */
export class TellingExporter implements SpanExporter {
  readonly #exporter: SpanExporter;
  readonly #log: Logger;
  #isAway = false;

  constructor(exporter: SpanExporter, log: Logger) {
    this.#exporter = exporter;
    this.#log = log;
  }

  export(spans: ReadableSpan[], done: Parameters<Export>[1]): void {
    this.#exporter.export(spans, (result) => {
      this.#tell(result.code === 0, result.error);
      done(result);
    });
  }

  forceFlush(): Promise<void> {
    return this.#exporter.forceFlush?.() ?? Promise.resolve();
  }

  shutdown(): Promise<void> {
    return this.#exporter.shutdown();
  }

  #tell(hasArrived: boolean, error: Error | undefined): void {
    if (hasArrived !== this.#isAway) return;
    this.#isAway = !hasArrived;
    const line = { ...statusIn(error), reason: messageOf(error).slice(0, MAX_REASON) };
    if (hasArrived) this.#log.info('traces reach OTEL_EXPORTER_OTLP_ENDPOINT again');
    else this.#log.warn(line, 'traces do not reach OTEL_EXPORTER_OTLP_ENDPOINT: they are dropped until they do');
  }
}

/** With which status a collector has answered. */
function statusIn(error: Error | undefined): { readonly status?: number } {
  return error && 'code' in error && typeof error.code === 'number' ? { status: error.code } : {};
}

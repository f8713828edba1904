import { randomUUID } from 'node:crypto';
import * as otel from '@opentelemetry/api';
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-proto';
import { defaultResource, resourceFromAttributes } from '@opentelemetry/resources';
import { BatchSpanProcessor, TracerProvider } from '@opentelemetry/sdk-trace';
import type { Logger } from '../log.ts';
import { within } from '../time/within.ts';
import { asFromOutside, createEntrySampler } from './entry-sampler.ts';
import type { Tracing, TracingSettings } from './open-tracing.ts';
import { OtlpSpan } from './otlp-span.ts';
import { TellingExporter } from './telling-exporter.ts';
import { readTraceparent, type SpanPlace } from './traceparent.ts';

/** What waits to be sent: the spans that come when it is full are dropped. */
const MOST_WAITING = 2_048;
const MOST_AT_ONCE = 512;
const SEND_EVERY_MS = 2_000;
/** How long a collector may take for a batch, with all that is tried again. */
const SEND_MS = 10_000;
/** How long the end of the process waits for a collector. It is a part of the 20 s that a stop may take. */
const FLUSH_MS = 1_000;
/** Names of models and operations are chosen by clients: what is longer, in UTF-16 units, is cut. */
const LONGEST_VALUE = 200;
const MOST_ATTRIBUTES = 32;

/** Traces by OpenTelemetry's packages, which are given all that Lex's settings say. */
export function createOtlpTracing(
  settings: TracingSettings & { readonly endpoint: string },
  { version, log }: { readonly version: string; readonly log: Logger },
): Tracing {
  const exporter = new OTLPTraceExporter({
    url: `${settings.endpoint.replace(/\/$/, '')}/v1/traces`,
    headers: { ...settings.headers },
    timeoutMillis: SEND_MS,
  });
  const provider = new TracerProvider({
    resource: defaultResource().merge(
      resourceFromAttributes({
        'service.name': 'lex',
        'service.version': version,
        'service.instance.id': randomUUID(),
        ...settings.resource,
        ...(settings.serviceName !== undefined && { 'service.name': settings.serviceName }),
      }),
    ),
    sampler: createEntrySampler(settings),
    spanLimits: { attributeValueLengthLimit: LONGEST_VALUE, attributeCountLimit: MOST_ATTRIBUTES },
    spanProcessors: [
      new BatchSpanProcessor({
        exporter: new TellingExporter(exporter, log),
        maxQueueSize: MOST_WAITING,
        maxExportBatchSize: MOST_AT_ONCE,
        scheduledDelayMillis: SEND_EVERY_MS,
        exportTimeoutMillis: SEND_MS,
      }),
    ],
  });
  const tracer = provider.getTracer('lex', version);
  return {
    tracer: {
      enter(start, traceparent) {
        const place = readTraceparent(traceparent);
        return OtlpSpan.first(tracer, start, place ? asFromOutside(partOf(place)) : otel.ROOT_CONTEXT);
      },
      resume(start, traceparent, beganMsAgo) {
        const place = readTraceparent(traceparent);
        return OtlpSpan.first(tracer, start, place ? partOf(place) : otel.ROOT_CONTEXT, beganMsAgo);
      },
    },
    // What could not be sent has been told of.
    close: (withinMs = FLUSH_MS) =>
      within(
        withinMs,
        provider.shutdown().catch(() => undefined),
        { late: () => undefined },
      ),
  };
}

/** The context of what is a part of a span in another process. */
function partOf({ traceId, spanId, isRecorded }: SpanPlace): otel.Context {
  const traceFlags = isRecorded ? otel.TraceFlags.SAMPLED : otel.TraceFlags.NONE;
  return otel.trace.setSpanContext(otel.ROOT_CONTEXT, { traceId, spanId, traceFlags, isRemote: true });
}

import {
  type Attributes,
  type Context,
  createContextKey,
  type Link,
  ROOT_CONTEXT,
  type SpanKind,
  TraceFlags,
  trace,
} from '@opentelemetry/api';
import {
  AlwaysOffSampler,
  AlwaysOnSampler,
  RandomIdGenerator,
  type Sampler,
  SamplingDecision,
  type SamplingResult,
  TraceIdRatioBasedSampler,
} from '@opentelemetry/sdk-trace';
import type { TracingSettings } from './open-tracing.ts';

const FROM_OUTSIDE = createContextKey('what it continues was begun outside');
const ids = new RandomIdGenerator();

/** Marks the context of a span that continues the trace of somebody outside. */
export function asFromOutside(context: Context): Context {
  return context.setValue(FROM_OUTSIDE, true);
}

/**
 * Decides for each trace, where it enters Lex, whether it is recorded; what belongs to it follows, in all processes.
 *
 * A client chooses the number of a trace that it names, and a sampler that goes by numbers would let it choose
 * whether it is recorded: so the decision goes by a number of our own.
 */
export function createEntrySampler({ sampler, share }: Pick<TracingSettings, 'sampler' | 'share'>): Sampler {
  const entry = samplerOf(sampler, share);
  return {
    shouldSample(context: Context, traceId: string, ...about: [string, SpanKind, Attributes, Link[]]): SamplingResult {
      const parent = trace.getSpanContext(context);
      if (parent && context.getValue(FROM_OUTSIDE) !== true) {
        const isRecorded = (parent.traceFlags & TraceFlags.SAMPLED) !== 0;
        return { decision: isRecorded ? SamplingDecision.RECORD_AND_SAMPLED : SamplingDecision.NOT_RECORD };
      }
      return entry.shouldSample(ROOT_CONTEXT, parent ? ids.generateTraceId() : traceId, ...about);
    },
    toString: () => `EntrySampler{${entry}}`,
  };
}

/** Whether the name says `parentbased_` makes no difference: those whom that would follow have no say. */
function samplerOf(name: TracingSettings['sampler'], share: number): Sampler {
  if (name.endsWith('always_off')) return new AlwaysOffSampler();
  return name.endsWith('traceidratio') ? new TraceIdRatioBasedSampler(share) : new AlwaysOnSampler();
}

import { bytesOf, type Fields, messagesOf, numberOf, readFields } from './protobuf.ts';

/** A span as a collector got it. */
export interface CollectedSpan {
  readonly traceId: string;
  readonly spanId: string;
  /** Empty for the first of a trace. */
  readonly parentId: string;
  readonly name: string;
  readonly kind: 'internal' | 'server' | 'client' | 'producer' | 'consumer';
  readonly attributes: Readonly<Record<string, unknown>>;
  /** Of the process that sent it. */
  readonly resource: Readonly<Record<string, unknown>>;
  readonly failed: boolean;
  readonly milliseconds: number;
}

const KINDS = ['internal', 'internal', 'server', 'client', 'producer', 'consumer'] as const;
const ERROR = 2n;

/**
 * The spans in a request by OTLP over HTTP in Protocol Buffers. The numbers of fields are those of
 * opentelemetry/proto/collector/trace/v1/trace_service.proto and of what it imports.
 */
export function readSpans(body: Buffer): CollectedSpan[] {
  return messagesOf(readFields(body), 1).flatMap((ofResource) => {
    const resource = Object.assign({}, ...messagesOf(ofResource, 1).map((each) => attributesIn(each, 1)));
    const spans = messagesOf(ofResource, 2).flatMap((ofScope) => messagesOf(ofScope, 2));
    return spans.map((span) => readSpan(span, resource));
  });
}

function readSpan(span: Fields, resource: CollectedSpan['resource']): CollectedSpan {
  const hex = (number: number) => bytesOf(span, number)[0]?.toString('hex') ?? '';
  const [status] = messagesOf(span, 15);
  return {
    traceId: hex(1),
    spanId: hex(2),
    parentId: hex(4),
    name: textIn(span, 5),
    kind: KINDS[Number(numberOf(span, 6))] ?? 'internal',
    attributes: attributesIn(span, 9),
    resource,
    failed: status !== undefined && numberOf(status, 3) === ERROR,
    milliseconds: Number(numberOf(span, 8) - numberOf(span, 7)) / 1e6,
  };
}

function attributesIn(fields: Fields, number: number): Record<string, unknown> {
  const pairs = messagesOf(fields, number).map((pair) => [textIn(pair, 1), messagesOf(pair, 2).map(readValue)[0]]);
  return Object.fromEntries(pairs);
}

function readValue(value: Fields): unknown {
  const [field] = value.keys();
  if (field === 1) return textIn(value, 1);
  if (field === 2) return numberOf(value, 2) === 1n;
  if (field === 3) return Number(numberOf(value, 3));
  if (field === 4) return asDouble(numberOf(value, 4));
  if (field === 5) return messagesOf(value, 5).flatMap((list) => messagesOf(list, 1).map(readValue));
  return undefined;
}

function asDouble(bits: bigint): number {
  const buffer = Buffer.alloc(8);
  buffer.writeBigUInt64LE(bits);
  return buffer.readDoubleLE();
}

function textIn(fields: Fields, number: number): string {
  return bytesOf(fields, number)[0]?.toString('utf8') ?? '';
}

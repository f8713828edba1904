import type { StreamKind } from '../../request/accept.ts';

/** How the results of a subscription are written one after the other, each being JSON. */
export interface StreamForm {
  readonly contentType: string;
  /** Comes first, so that clients learn at once that it has begun. */
  readonly begin: Buffer;
  /** Says that the stream lives; clients pass over it. */
  readonly ping: Buffer;
  /** What each result stands between. */
  readonly before: Buffer;
  readonly after: Buffer;
  /** Comes last, where the subscription has ended. A stream without it was cut off: its client comes again. */
  readonly complete: Buffer;
  /** What stands in the place of a result when the stream itself can't go on: made of a result of errors alone. */
  fatal(errors: Buffer): Buffer;
}

/** Server-sent events, in the mode of distinct connections of the graphql-sse protocol. */
const EVENT_STREAM: StreamForm = {
  contentType: 'text/event-stream',
  // A comment.
  begin: Buffer.from(':\n\n'),
  ping: Buffer.from(':\n\n'),
  before: Buffer.from('event: next\ndata: '),
  after: Buffer.from('\n\n'),
  complete: Buffer.from('event: complete\ndata:\n\n'),
  fatal: (errors) => errors,
};

const BOUNDARY = '\r\n--graphql';
const HEAD = '\r\ncontent-type: application/json\r\n\r\n';

/**
 * Apollo's protocol for subscriptions over HTTP, `multipart/mixed;subscriptionSpec=1.0`. A part ends where the next
 * boundary is, and clients give no event to anybody before: so the boundary is written with the part before it. JSON
 * has no line breaks of its own, and so never holds a boundary.
 */
const MULTIPART: StreamForm = {
  contentType: 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0',
  begin: Buffer.from(BOUNDARY),
  ping: Buffer.from(`${HEAD}{}${BOUNDARY}`),
  before: Buffer.from(`${HEAD}{"payload":`),
  after: Buffer.from(`}${BOUNDARY}`),
  complete: Buffer.from('--\r\n'),
  // Beside the payload, where the protocol has what isn't of the operation: `{"payload":null,"errors":[…]}`.
  fatal: (errors) => Buffer.concat([Buffer.from('null,'), errors.subarray(1, -1)]),
};

export const STREAM_FORMS: Readonly<Record<StreamKind, StreamForm>> = {
  'event-stream': EVENT_STREAM,
  multipart: MULTIPART,
};

/** Which span of which trace something is a part of, by W3C's Trace Context, and whether that is recorded. */
export interface SpanPlace {
  /** 32 hexadecimal digits, not all 0. */
  readonly traceId: string;
  /** 16 hexadecimal digits, not all 0. */
  readonly spanId: string;
  readonly isRecorded: boolean;
}

/** Version, trace, span and flags; later versions than 00 may have more after a further hyphen. */
const FORM = /^([\da-f]{2})-([\da-f]{32})-([\da-f]{16})-([\da-f]{2})($|-)/;
/** The length of a traceparent of version 00. */
const LENGTH = 55;
/** No version has so much to say. */
const MOST = 512;
const NOTHING = /^0+$/;
const RECORDED = 1;

/**
 * Reads a `traceparent` by W3C's Trace Context, 3.2. `tracestate` isn't read, which that allows.
 *
 * @param sent anything
 * @returns undefined for what isn't well-formed
 */
export function readTraceparent(sent: unknown): SpanPlace | undefined {
  if (typeof sent !== 'string' || sent.length > MOST) return undefined;
  const [, version = '', traceId = '', spanId = '', flags = ''] = FORM.exec(sent) ?? [];
  if (traceId === '' || version === 'ff' || (version === '00' && sent.length !== LENGTH)) return undefined;
  if (NOTHING.test(traceId) || NOTHING.test(spanId)) return undefined;
  return { traceId, spanId, isRecorded: (Number.parseInt(flags, 16) & RECORDED) === RECORDED };
}

/** Writes one, of version 00. */
export function writeTraceparent({ traceId, spanId, isRecorded }: SpanPlace): string {
  return `00-${traceId}-${spanId}-0${isRecorded ? RECORDED : 0}`;
}

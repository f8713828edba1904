import { describe, expect, it } from 'vitest';
import { readTraceparent, writeTraceparent } from '../../src/tracing/traceparent.ts';

const TRACE = '4bf92f3577b34da6a3ce929d0e0e4736';
const SPAN = '00f067aa0ba902b7';

describe('a traceparent', () => {
  it('is read and written as Trace Context has it', () => {
    const recorded = { traceId: TRACE, spanId: SPAN, isRecorded: true };
    expect(readTraceparent(`00-${TRACE}-${SPAN}-01`)).toEqual(recorded);
    expect(readTraceparent(`00-${TRACE}-${SPAN}-02`)).toEqual({ ...recorded, isRecorded: false });
    expect(readTraceparent(`00-${TRACE}-${SPAN}-ff`)).toEqual(recorded);
    expect(readTraceparent(`cc-${TRACE}-${SPAN}-01-what-the-future-will-be`)).toEqual(recorded);
    for (const place of [recorded, { ...recorded, isRecorded: false }]) {
      expect(readTraceparent(writeTraceparent(place))).toEqual(place);
    }
  });

  it.each([
    undefined,
    null,
    7,
    { traceId: TRACE },
    [`00-${TRACE}-${SPAN}-01`],
    '',
    '00',
    `ff-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01-more`,
    `00-${TRACE}-${SPAN}-01 `,
    ` 00-${TRACE}-${SPAN}-01`,
    `cc-${TRACE}-${SPAN}-01.more`,
    `00-${TRACE}-${SPAN}`,
    `00-${TRACE}-${SPAN}-1`,
    `00-${TRACE.toUpperCase()}-${SPAN}-01`,
    `00-${'0'.repeat(32)}-${SPAN}-01`,
    `00-${TRACE}-${'0'.repeat(16)}-01`,
    `00-${TRACE.slice(1)}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}g-01`,
    `00-${TRACE}-${SPAN}-01, 00-${TRACE}-${SPAN}-01`,
    `00-${TRACE}-${SPAN}-01\r\nx-evil: 1`,
    `00-${TRACE}-${SPAN}-\u0661\u0661`,
    `cc-${TRACE}-${SPAN}-01-${'x'.repeat(10_000)}`,
  ])('that is not well-formed is none: %j', (sent) => {
    expect(readTraceparent(sent)).toBeUndefined();
  });
});

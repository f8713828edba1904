import type { Attributes, Span, SpanStart } from '../../../src/tracing/span.ts';

/** A span that keeps what it is told. */
export class MadeSpan implements Span {
  readonly traceparent = `00-${'1'.repeat(32)}-${'2'.repeat(16)}-01`;
  readonly ids = {};
  readonly name: string;
  readonly parts: MadeSpan[] = [];
  readonly failures: string[] = [];
  attributes: Attributes;
  isOpen = true;

  constructor(name: string, attributes: Attributes = {}) {
    this.name = name;
    this.attributes = attributes;
  }

  start({ name, attributes }: SpanStart): MadeSpan {
    const part = new MadeSpan(name, attributes);
    this.parts.push(part);
    return part;
  }

  set(attributes: Attributes): void {
    this.attributes = { ...this.attributes, ...attributes };
  }

  fail(type: string): void {
    this.failures.push(type);
  }

  end(): void {
    this.isOpen = false;
  }
}

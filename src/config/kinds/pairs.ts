import type { ValueKind } from '../setting.ts';
import { itemsOf } from './values.ts';

/** Values by name. */
export type Pairs = Readonly<Record<string, string>>;

/** As RFC 9110, 5.6.2 writes the name of a header. */
const TOKEN = /^[\w!#$%&'*+.^`|~-]{1,200}$/;

/** Headers as OpenTelemetry's settings write them. */
export const headerPairs = pairs(/^[\x20-\x7e]{0,4096}$/);

/** Attributes as OpenTelemetry's settings write them. */
export const attributePairs = pairs(/^[^\p{Cc}]{0,1000}$/u);

/** Names with values, by W3C's Baggage without properties: what stands for itself in a value is percent-encoded. */
function pairs(form: RegExp): ValueKind<Pairs> {
  return {
    takes: 'name=value, with commas between each two; a comma in a value is written %2C, and a percent sign %25',
    read(text) {
      const read: Record<string, string> = {};
      for (const item of itemsOf(text)) {
        const sign = item.indexOf('=');
        const name = item.slice(0, Math.max(sign, 0)).trim();
        const value = decoded(item.slice(sign + 1).trim());
        if (!TOKEN.test(name) || value === undefined || !form.test(value)) return undefined;
        Object.defineProperty(read, name, { value, enumerable: true });
      }
      return Object.freeze(read);
    },
  };
}

/** Undefined for what isn't percent-encoded well. */
function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}

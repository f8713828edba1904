import { type GraphQLOutputType, getNullableType, isListType } from 'graphql';
import type { Maker } from './strange-object.ts';

/** A list for a type of lists, as an array or something else; undefined for other types. */
export function listValue(maker: Maker, type: GraphQLOutputType, at: string): unknown {
  const nullable = getNullableType(type);
  if (!isListType(nullable)) return undefined;
  const byte = maker.byte(`${at} list`);
  const length = [1, 2, 0, 1, 3][byte % 5] ?? 0;
  const item = (index: number): unknown => {
    try {
      return maker.make(nullable.ofType, `${at} ${index}`);
    } catch (error) {
      // An item can't throw: it is a failure itself, at once or later.
      return byte % 2 ? Promise.reject(error) : maker.error(`${at} ${index}`);
    }
  };
  function* items(): Generator<unknown> {
    for (let index = 0; index < length; index += 1) yield item(index);
    if (byte % 3 === 2) throw maker.error(at);
  }
  switch (byte >> 4) {
    case 12:
      return new Set(Array.from({ length }, (_, index) => seen(item(index))));
    case 13:
      return { [Symbol.iterator]: items };
    case 14:
      return items();
    case 15:
      return notAList(byte % 16);
    default:
      return Array.from({ length }, (_, index) => (at.endsWith('/') ? item(index) : seen(item(index))));
  }
}

/** Who iterates can't know what is below the items after the one at which it stops, or in what is no array. */
function seen(item: unknown): unknown {
  if (item instanceof Promise) item.catch(() => undefined);
  return item;
}

function notAList(byte: number): unknown {
  const strange = [
    'a text',
    5,
    {},
    { [Symbol.iterator]: undefined, length: 1, 0: 1 },
    { [Symbol.iterator]: 'no function' },
    {
      get [Symbol.iterator](): never {
        throw new TypeError('no iterator');
      },
    },
    { length: 1, 0: 1 },
    Object.assign(() => undefined, { [Symbol.iterator]: [][Symbol.iterator] }),
    new Int8Array([1, 2]),
    new Map([['a', 1]]),
  ];
  return strange[byte % strange.length];
}

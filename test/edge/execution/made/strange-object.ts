import { GraphQLInt, type GraphQLOutputType, type GraphQLResolveInfo, GraphQLString } from 'graphql';
import { snapshot } from './snapshot.ts';

/** What makes values of types, and errors. */
export interface Maker {
  make(type: GraphQLOutputType, at: string): unknown;
  error(at: string): Error;
  byte(at: string): number;
  call(what: string, at: string, given: readonly unknown[]): void;
}

/** An object whose fields are methods, getters and properties; some have no names of their types. */
export class StrangeObject {
  readonly key: string;
  readonly #maker: Maker;

  constructor(maker: Maker, key: string) {
    this.#maker = maker;
    this.key = key;
    const byte = maker.byte(`${key} source`);
    if (byte % 3 > 0) Object.assign(this, { __typename: byte % 16 === 13 ? 'Nothing' : byte % 2 ? 'A' : 'B' });
  }

  /** The object itself; sometimes what has no properties of this kind. */
  asSource(): unknown {
    const byte = this.#maker.byte(`${this.key} source`);
    if (byte === 250) return 5;
    if (byte === 251) return 'a text';
    if (byte === 252) return Object.assign(() => undefined, { ownInt: 3, ownStr: () => 'of a function' });
    if (byte === 253) return Object.assign(Object.create(null), { ownInt: 4, __typename: 'A' });
    return this;
  }

  get ownInt(): unknown {
    return this.#maker.make(GraphQLInt, `${this.key} ownInt`);
  }

  ownStr(args: unknown, _context: unknown, info: GraphQLResolveInfo): unknown {
    this.#maker.call('ownStr', this.key, [snapshot(args), info.fieldName, info.path]);
    return this.#maker.make(GraphQLString, `${this.key} ownStr`);
  }

  ownJson({ j }: { readonly j: unknown }): unknown {
    return j;
  }

  get ownA(): unknown {
    if (this.#maker.byte(`${this.key} ownA`) % 8 === 7) throw this.#maker.error(`${this.key} ownA`);
    return new StrangeObject(this.#maker, `${this.key} ownA`);
  }

  ownThings(): unknown {
    const { key } = this;
    return Array.from({ length: this.#maker.byte(`${key} ownThings`) % 4 }, (_, index) =>
      new StrangeObject(this.#maker, `${key} ownThings ${index}`).asSource(),
    );
  }
}

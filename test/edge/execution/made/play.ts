import {
  type GraphQLAbstractType,
  GraphQLError,
  type GraphQLNamedType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
} from 'graphql';
import type { NamedChoices } from './choices.ts';
import { leafValue } from './leaf-values.ts';
import { listValue } from './list-values.ts';
import { snapshot } from './snapshot.ts';
import { type Maker, StrangeObject } from './strange-object.ts';

/** What was called, with what it was given. */
export interface Call {
  readonly what: string;
  readonly at: string;
  readonly given: readonly unknown[];
}

/** Errors that resolvers throw, by where they do: the same ones whichever executor runs. */
export type KnownErrors = Map<string, Error>;

/** What the resolvers do in one run of an operation, and what they saw. */
export class Play implements Maker {
  readonly calls: Call[] = [];
  readonly #choices: NamedChoices;
  readonly #errors: KnownErrors;

  constructor(choices: NamedChoices, errors: KnownErrors) {
    this.#choices = choices;
    this.#errors = errors;
  }

  resolve(source: unknown, args: Record<string, unknown>, info: GraphQLResolveInfo): unknown {
    const at = keyOf(info);
    const key = source instanceof StrangeObject ? source.key : typeof source;
    this.call('resolve', at, [key, snapshot(args), Object.getPrototypeOf(args), ...told(info)]);
    if (this.#choices.of(`${at} changes`) % 4 === 3) change(args);
    return this.make(info.returnType, at);
  }

  resolveType(value: unknown, info: GraphQLResolveInfo, type: GraphQLAbstractType): unknown {
    const at = `${keyOf(info)} ${keyOfValue(value)}`;
    this.call('resolveType', at, [type, ...told(info)]);
    const possible = info.schema.getPossibleTypes(type);
    const right = possible[this.#choices.of(`${at} which`) % possible.length]?.name;
    return this.#late(`${at} type`, () => {
      switch (this.#choices.of(`${at} wrong`)) {
        case 240:
          return undefined;
        case 241:
          return null;
        case 242:
          return 'Nothing';
        case 243:
          return 'Int';
        case 244:
          return 'Query';
        case 245:
          return info.schema.getType('A');
        case 246:
          return 5;
        case 247:
          return {};
        case 248:
          throw this.error(`${at} type`);
        default:
          return right;
      }
    });
  }

  isTypeOf(value: unknown, info: GraphQLResolveInfo, type: GraphQLNamedType): boolean | Promise<boolean> {
    const at = `${keyOf(info)} ${keyOfValue(value)}`;
    this.call('isTypeOf', at, [type, ...told(info)]);
    const byte = this.#choices.of(`${at} is ${type.name}`);
    const is = byte < 200;
    if (byte % 16 === 15) throw this.error(`${at} is ${type.name}`);
    if (byte % 16 === 14) return Promise.reject(this.error(`${at} is ${type.name}`));
    return byte % 2 === 1 ? Promise.resolve(is) : is;
  }

  call(what: string, at: string, given: readonly unknown[]): void {
    this.calls.push({ what, at, given });
  }

  error(at: string): Error {
    const byte = this.#choices.of(`${at} error`);
    // Some are thrown in several places.
    const key = byte % 8 === 7 ? 'shared' : at;
    const known = this.#errors.get(key);
    if (known) return known;
    const made =
      byte % 3 === 2 ? new GraphQLError(`of ${at}`, { extensions: { code: 'X', at } }) : new RangeError(`of ${at}`);
    this.#errors.set(key, made);
    return made;
  }

  byte(at: string): number {
    return this.#choices.of(at);
  }

  /** A value for a field of this type, or anything else that resolvers answer with. */
  make(type: GraphQLOutputType, at: string): unknown {
    return this.#late(at, () => {
      switch (this.#choices.of(at)) {
        case 230:
        case 231:
          return null;
        case 232:
          return undefined;
        case 233:
        case 234:
          throw this.error(at);
        case 235:
          throw 'a text';
        case 236:
          throw undefined;
        case 237:
          throw { an: 'object' };
        case 238:
        case 239:
          return this.error(at);
        default:
          return this.value(type, at);
      }
    });
  }

  value(type: GraphQLOutputType, at: string): unknown {
    return (
      listValue(this, type, at) ?? leafValue(type, this.byte(`${at} leaf`)) ?? new StrangeObject(this, at).asSource()
    );
  }

  /** Lets some things come later: as promises of several kinds. */
  #late(at: string, make: () => unknown): unknown {
    const byte = this.#choices.of(`${at} late`);
    if (byte < 128) return make();
    const later = async (): Promise<unknown> => {
      for (let turns = byte % 5; turns > 0; turns -= 1) await undefined;
      return make();
    };
    if (byte < 235) return later();
    const then = <T, U>(good: (value: unknown) => T, bad: (error: unknown) => U) => later().then(good, bad);
    if (byte < 245) return Object.defineProperty({}, 'then', { value: then });
    if (byte < 252) return Object.defineProperty(() => undefined, 'then', { value: then });
    // One that never calls back, and answers with nothing.
    return byte === 255 ? Object.defineProperty({}, 'then', { value: () => undefined }) : later();
  }
}

function keyOf({ path }: GraphQLResolveInfo): string {
  let key = '';
  for (let each: GraphQLResolveInfo['path'] | undefined = path; each; each = each.prev) {
    key = `${each.typename ?? ''}.${each.key}/${key}`;
  }
  return key;
}

function keyOfValue(value: unknown): string {
  return value instanceof StrangeObject ? value.key : typeof value;
}

function told(info: GraphQLResolveInfo): unknown[] {
  const { fieldName, fieldNodes, returnType, parentType, path, schema, fragments, operation } = info;
  const root = keyOfValue(info.rootValue);
  const variables = snapshot(info.variableValues);
  return [fieldName, fieldNodes, returnType, parentType, path, schema, fragments, root, operation, variables];
}

/** What a bad resolver does. */
function change(value: unknown): void {
  if (typeof value !== 'object' || value === null || Object.isFrozen(value)) return;
  for (const each of Object.values(value)) change(each);
  if (Array.isArray(value)) value.push('changed');
  else Object.assign(value, { changed: true, int: 'changed' });
}

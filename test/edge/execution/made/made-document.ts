import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isUnionType,
} from 'graphql';
import type { Choices } from './choices.ts';
import { madeArguments } from './made-literals.ts';
import { declarations } from './made-variables.ts';

/** Keys that are special in objects of JavaScript, and such as two fields may share. */
const ALIASES = ['a', 'b', '__proto__', 'constructor', 'then', '_1', 'toJSON', 'toString', 'hasOwnProperty'] as const;
const FRAGMENTS = 3;
const CONDITIONS = ['true', 'false', '$yes', '$no', '$maybe', '$may'] as const;

/** Makes documents for a schema. Nearly all are valid; where they aren't, they are passed over. */
export class DocumentMaker {
  readonly #schema: GraphQLSchema;
  readonly #choices: Choices;
  readonly #names = new Map<string, string>();
  #fields = 0;

  constructor(schema: GraphQLSchema, choices: Choices) {
    this.#schema = schema;
    this.#choices = choices;
  }

  make(): string {
    const choices = this.#choices;
    const parts: string[] = [];
    const operations = 1 + choices.next(2);
    for (let index = 0; index < operations; index += 1) {
      const [kind, type] = choices.of(['query', 'Query'], ['mutation', 'Mutation'], ['subscription', 'Subscription']);
      const composite = this.#typeOf(type ?? '');
      const selection =
        kind === 'subscription' ? `{ ${this.#field(composite, 0, 0)} }` : this.#selection(composite, 0, 0);
      parts.push(`${kind} Operation${index}(VARIABLES) ${selection}`);
    }
    const used = (text: string): string[] => [...text.matchAll(/\.\.\.Fragment(\d)/g)].map(([, index = '']) => index);
    const written = new Set<string>();
    for (
      let waiting = used(parts.join());
      waiting.length > 0;
      waiting = used(parts.join()).filter((i) => !written.has(i))
    ) {
      for (const index of new Set(waiting)) {
        written.add(index);
        const on = this.#fragmentType(Number(index));
        parts.push(`fragment Fragment${index} on ${on} ${this.#selection(this.#typeOf(on), 2, Number(index) + 1)}`);
      }
    }
    const text = parts.join('\n');
    const declared = declarations(text);
    return text.replaceAll('(VARIABLES)', declared === '' ? '' : `(${declared})`);
  }

  #typeOf(name: string): GraphQLCompositeType {
    const type = this.#schema.getType(name);
    if (!isCompositeType(type)) throw new TypeError(`There is no ${name}.`);
    return type;
  }

  #fragmentType(index: number): string {
    return ['Thing', 'A', 'Any'][index] ?? 'Thing';
  }

  #selection(type: GraphQLCompositeType, depth: number, fragmentsFrom: number): string {
    const parts = [this.#part(type, depth, fragmentsFrom)];
    const more = this.#choices.next(depth > 2 ? 2 : 4);
    for (let count = 0; count < more; count += 1) parts.push(this.#part(type, depth, fragmentsFrom));
    return `{ ${parts.join(' ')} }`;
  }

  #part(type: GraphQLCompositeType, depth: number, fragmentsFrom: number): string {
    const what = this.#choices.next(16);
    if (what === 15) return `__typename${this.#condition()}`;
    const root = ['Query', 'Mutation', 'Subscription'].includes(type.name);
    if (what === 14 && type.name === 'Query') return '__type(name: "A") { name fields { name } }';
    if (depth < 4 && what >= 11 && what < 14) {
      const on = root ? type : this.#typeOf(this.#overlapping(type));
      if (what === 11) return `...${this.#condition()} ${this.#selection(type, depth + 1, fragmentsFrom)}`;
      const index = fragmentsFrom + this.#choices.next(FRAGMENTS);
      if (what === 13 && index < FRAGMENTS && !root && this.#fits(type, this.#fragmentType(index))) {
        return `...Fragment${index}${this.#condition()}`;
      }
      return `... on ${on.name}${this.#condition()} ${this.#selection(on, depth + 1, fragmentsFrom)}`;
    }
    return this.#field(type, depth, fragmentsFrom);
  }

  #overlapping(type: GraphQLCompositeType): string {
    const name = this.#choices.of('Thing', 'A', 'B', 'C', 'Any', 'AB', 'Named');
    return this.#fits(type, name) ? name : type.name;
  }

  #fits(type: GraphQLCompositeType, name: string): boolean {
    const possible = (each: GraphQLCompositeType) =>
      'getInterfaces' in each && !('resolveType' in each) ? [each] : this.#schema.getPossibleTypes(Object(each));
    const own = possible(type);
    return possible(this.#typeOf(name)).some((each) => own.includes(each));
  }

  #field(type: GraphQLCompositeType, depth: number, fragmentsFrom: number): string {
    if (isUnionType(type)) return `__typename${this.#condition()}`;
    const fields = Object.values(type.getFields()).filter(
      (each) => depth < 4 || !isCompositeType(getNamedType(each.type)),
    );
    const field = fields[this.#choices.next(fields.length)];
    if (!field || this.#fields > 20) return '__typename';
    this.#fields += 1;
    const asked = `${field.name}${madeArguments(field.args, this.#choices)}`;
    // Validation can't tell what a subscription is to when variables decide it, and so refuses that.
    const condition = type.name === 'Subscription' ? '' : this.#condition();
    const named = getNamedType(field.type);
    const below = isCompositeType(named) ? ` ${this.#selection(named, depth + 1, fragmentsFrom)}` : '';
    return `${this.#alias(field, asked)}${asked}${condition}${below}`;
  }

  /** A name for the field in the result which no other field has. */
  #alias(field: GraphQLField<unknown, unknown>, asked: string): string {
    const wanted = this.#choices.oneIn(4) ? this.#choices.of(...ALIASES) : field.name;
    const what = `${asked}:${field.type}`;
    let name: string = wanted;
    while (this.#names.has(name) && this.#names.get(name) !== what) name = `${wanted}_${this.#names.size}`;
    this.#names.set(name, what);
    return name === field.name ? '' : `${name}: `;
  }

  #condition(): string {
    if (!this.#choices.oneIn(6)) return '';
    const name = this.#choices.of('include', 'skip');
    const first = ` @${name}(if: ${this.#choices.of(...CONDITIONS)})`;
    return this.#choices.oneIn(5) ? `${first} @${name === 'skip' ? 'include' : 'skip'}(if: $yes)` : first;
  }
}

import {
  type FieldNode,
  type GraphQLField,
  type GraphQLInterfaceType,
  type GraphQLLeafType,
  type GraphQLObjectType,
  type GraphQLOutputType,
  type GraphQLResolveInfo,
  type GraphQLSchema,
  getArgumentValues,
  getNullableType,
  isLeafType,
  isNonNullType,
  Kind,
  locatedError,
  SchemaMetaFieldDef,
  TypeMetaFieldDef,
  TypeNameMetaFieldDef,
  visit,
} from 'graphql';
import { collectSubfields } from 'graphql/execution/collectFields.js';
import { type Path, pathToArray } from './collected-errors.ts';
import { type Complete, completerOf, serialize } from './complete-value.ts';
import { isPromise } from './is-promise.ts';
import { ResolveInfo } from './resolve-info.ts';
import type { Arguments, Run, Source } from './run.ts';
import type { Selection } from './selection.ts';

/** Makes the selection of objects of a type from the nodes of each field. */
export type Select = (
  source: Source,
  type: GraphQLObjectType,
  asked: ReadonlyMap<string, readonly FieldNode[]>,
) => Selection;

interface FieldPlace {
  /** The type that has the field. */
  readonly type: GraphQLObjectType;
  /** In the result. */
  readonly name: string;
  /** All places of the document that ask for it. */
  readonly nodes: readonly FieldNode[];
  readonly definition: GraphQLField<unknown, unknown>;
}

/** A field at one place of an operation, of objects of one type. */
export class Field {
  readonly name: string;
  readonly nodes: readonly FieldNode[];
  readonly parentType: GraphQLObjectType;
  readonly definition: GraphQLField<unknown, unknown>;
  readonly #source: Source;
  readonly #select: Select;
  readonly #complete: Complete;
  readonly #hasArguments: boolean;
  readonly #dependsOnVariables: boolean;
  /** The type of a field that is read as it is from the object, and is a text, a number or the like. */
  readonly #plain: GraphQLLeafType | undefined;
  /** Made when the first object is met: most fields have none below them. */
  #selections: Map<GraphQLObjectType, Selection> | undefined;
  /** Those that are the same in each run. */
  #constants: Arguments | undefined;

  constructor(source: Source, select: Select, { type, name, nodes, definition }: FieldPlace) {
    this.#source = source;
    this.#select = select;
    this.name = name;
    this.nodes = nodes;
    this.parentType = type;
    this.definition = definition;
    this.#complete = completerOf(definition.type);
    this.#hasArguments = definition.args.length > 0;
    this.#dependsOnVariables = hasVariables(nodes[0]);
    const nullable = getNullableType(definition.type);
    const isPlain = !definition.resolve && !this.#hasArguments;
    this.#plain = isPlain && isLeafType(nullable) ? nullable : undefined;
  }

  /** What the field is for one object: a value, or a promise of it. A failure that makes the field null is noted. */
  run(run: Run, object: unknown, parentPath: Path | undefined): unknown {
    const plain = this.#plain;
    if (!plain || typeof object !== 'object' || object === null)
      return this.#runWith(run, object, parentPath, undefined);
    let value: unknown;
    try {
      value = Reflect.get(object, this.definition.name);
      // By far the most values of a result: neither a resolver nor what it is told is needed for them.
      if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') {
        const serialized = serialize(plain, value);
        run.size?.addLeaf(serialized);
        return serialized;
      }
    } catch (error) {
      const path = new ResolveInfo(this, run, parentPath).path;
      return this.fail(run, error, path, this.definition.type);
    }
    return this.#runWith(run, object, parentPath, { value });
  }

  /** @param read what the object has under the field's name, when it has been looked up */
  #runWith(run: Run, object: unknown, parentPath: Path | undefined, read: { value: unknown } | undefined): unknown {
    const info = new ResolveInfo(this, run, parentPath);
    try {
      const value = read ? this.#called(run, object, info, read.value) : this.#resolve(run, object, info);
      const completed = isPromise(value)
        ? value.then((resolved) => this.#complete(run, this, info, undefined, resolved))
        : this.#complete(run, this, info, undefined, value);
      if (!isPromise(completed)) return completed;
      return completed.then(undefined, (error) => this.fail(run, error, info.path, this.definition.type));
    } catch (error) {
      return this.fail(run, error, info.path, this.definition.type);
    }
  }

  /**
   * Notes the error of a value of this field, which is null then.
   *
   * @throws {GraphQLError} the error with its place, when the type takes no null; why the result is given up, if it is
   */
  fail(run: Run, error: unknown, path: Path, type: GraphQLOutputType): null {
    if (run.size?.failure) throw run.size.failure;
    const located = locatedError(error, this.nodes, pathToArray(path));
    if (isNonNullType(type)) throw located;
    run.size?.add(located.message.length);
    run.errors.add(located, path);
    return null;
  }

  /** What is asked of objects of a type that the field answers with. */
  selectionOf(run: Run, type: GraphQLObjectType): Selection {
    const known = this.#selections?.get(type);
    if (known) return known;
    const { schema, fragments } = this.#source;
    const asked = collectSubfields(schema, fragments, run.variableValues, type, this.nodes);
    const made = this.#select(this.#source, type, asked);
    this.#selections ??= new Map();
    this.#selections.set(type, made);
    return made;
  }

  #resolve(run: Run, object: unknown, info: GraphQLResolveInfo): unknown {
    const { resolve, name } = this.definition;
    if (resolve) return resolve(object, this.#argumentsFor(run), run.contextValue, info);
    if ((typeof object !== 'object' || object === null) && typeof object !== 'function') return undefined;
    return this.#called(run, object, info, Reflect.get(object, name));
  }

  /** A method of an object is asked for the value. Arguments are read in either case, for they may be wrong. */
  #called(run: Run, object: unknown, info: GraphQLResolveInfo, value: unknown): unknown {
    const args = this.#argumentsFor(run);
    return typeof value === 'function' ? value.call(object, args, run.contextValue, info) : value;
  }

  #argumentsFor(run: Run): Arguments {
    return this.#hasArguments ? this.#readArguments(run) : {};
  }

  /**
   * A resolver may change the object that it is given, so each gets one of its own. What holds objects in its turn is
   * read anew each time, for these may be changed as well.
   */
  #readArguments(run: Run): Arguments {
    const known = this.#dependsOnVariables ? run.arguments.get(this) : this.#constants;
    if (known) return { ...known };
    const [node] = this.nodes;
    if (!node) return {};
    const args = getArgumentValues(this.definition, node, run.variableValues);
    if (!Object.values(args).every(isUnchangeable)) return args;
    if (this.#dependsOnVariables) run.arguments.set(this, args);
    else this.#constants = args;
    return { ...args };
  }
}

function isUnchangeable(value: unknown): boolean {
  return value === null || (typeof value !== 'object' && typeof value !== 'function');
}

/** The definition of a field that a node asks for; undefined when the type has none, which validation refuses. */
export function fieldDefinition(
  schema: GraphQLSchema,
  type: GraphQLObjectType | GraphQLInterfaceType,
  { name: { value: name } }: FieldNode,
): GraphQLField<unknown, unknown> | undefined {
  if (name === TypeNameMetaFieldDef.name) return TypeNameMetaFieldDef;
  if (type === schema.getQueryType()) {
    if (name === SchemaMetaFieldDef.name) return SchemaMetaFieldDef;
    if (name === TypeMetaFieldDef.name) return TypeMetaFieldDef;
  }
  return type.getFields()[name];
}

function hasVariables(node: FieldNode | undefined): boolean {
  let found = false;
  for (const argument of node?.arguments ?? []) {
    visit(argument, {
      [Kind.VARIABLE]() {
        found = true;
      },
    });
  }
  return found;
}

import type { FieldNode, GraphQLField, GraphQLObjectType } from 'graphql';
import { promiseReduce } from 'graphql/jsutils/promiseReduce.js';
import type { Path } from './collected-errors.ts';
import { Field, fieldDefinition, type Select } from './field.ts';
import { isPromise } from './is-promise.ts';
import type { Run, Source } from './run.ts';

/** The fields of an object in the result. */
type Result = Record<string, unknown>;

const select: Select = (source, type, asked) => new Selection(source, type, asked);

/** Fields of an object that are promises. */
interface Waiting {
  readonly values: Promise<unknown>[];
  readonly names: string[];
}

/** The fields that are asked of objects of one type at one place of an operation. */
export class Selection {
  readonly #fields: Field[] = [];
  readonly #safeNames: boolean;
  /** How much the names of an object's fields take, and what stands around them, in UTF-16 units as JSON. */
  readonly #units: number;

  /** @param asked the nodes of each field, by the name that the field has in the result */
  constructor(source: Source, type: GraphQLObjectType, asked: ReadonlyMap<string, readonly FieldNode[]>) {
    for (const [name, nodes] of asked) {
      const definition = nodes[0] && fieldDefinition(source.schema, type, nodes[0]);
      if (definition) this.#fields.push(new Field(source, select, { type, name, nodes, definition }));
    }
    source.fields += this.#fields.length;
    this.#units = this.#fields.reduce((sum, { name }) => sum + name.length + '"":,'.length, 1);
    this.#safeNames = !asked.has('__proto__');
  }

  /** The definition of the field that comes first. */
  get first(): GraphQLField<unknown, unknown> | undefined {
    return this.#fields[0]?.definition;
  }

  /** Runs the fields of one object at once; those of a promise are awaited together. */
  run(run: Run, object: unknown, path: Path | undefined): Result | Promise<Result> {
    const result = this.#emptyResult();
    let waiting: Waiting | undefined;
    run.size?.add(this.#units);
    try {
      for (const field of this.#fields) {
        const value = field.run(run, object, path);
        // A thenable that isn't a good one may answer so.
        if (value === undefined) continue;
        result[field.name] = value;
        if (isPromise(value)) {
          waiting ??= { values: [], names: [] };
          waiting.values.push(value);
          waiting.names.push(field.name);
        }
      }
    } catch (error) {
      if (!waiting) throw error;
      // The others may fail too: somebody has to have seen it.
      return Promise.all(waiting.values)
        .then(() => result)
        .finally(() => {
          throw error;
        });
    }
    if (!waiting) return result;
    const { names } = waiting;
    return Promise.all(waiting.values).then((values) => {
      // Each name is there already, so the order stays as it was asked for.
      for (let index = 0; index < names.length; index += 1) result[names[index] ?? ''] = values[index];
      return result;
    });
  }

  /** Runs the fields of one object one after the other, as those of a mutation must. */
  runInTurn(run: Run, object: unknown, path: Path | undefined): Result | Promise<Result> {
    const runNext = (result: Result, field: Field): Result | Promise<Result> => {
      const put = (value: unknown): Result => {
        result[field.name] = value;
        return result;
      };
      const value = field.run(run, object, path);
      if (value === undefined) return result;
      return isPromise(value) ? value.then(put) : put(value);
    };
    return promiseReduce(this.#fields, runNext, this.#emptyResult());
  }

  /** Objects whose names come in one order share a form that the engine reads fast; without a prototype they don't. */
  #emptyResult(): Result {
    return this.#safeNames ? {} : Object.create(null);
  }
}

import type { GraphQLResolveInfo } from 'graphql';
import type { Path } from './collected-errors.ts';
import type { Field } from './field.ts';
import type { Run } from './run.ts';

/**
 * What a resolver is told about its place. Few ask, and there is one for each value of a result: so what can be looked
 * up is looked up when it is asked for. All is there to be read, and nothing of it in a copy that is made by spreading.
 */
export class ResolveInfo implements GraphQLResolveInfo {
  readonly #field: Field;
  readonly #run: Run;
  readonly #parentPath: Path | undefined;
  #path: Path | undefined;

  constructor(field: Field, run: Run, parentPath: Path | undefined) {
    this.#field = field;
    this.#run = run;
    this.#parentPath = parentPath;
  }

  get path(): Path {
    const { name, parentType } = this.#field;
    this.#path ??= { prev: this.#parentPath, key: name, typename: parentType.name };
    return this.#path;
  }

  get fieldName(): string {
    return this.#field.definition.name;
  }

  get fieldNodes(): GraphQLResolveInfo['fieldNodes'] {
    return this.#field.nodes;
  }

  get returnType(): GraphQLResolveInfo['returnType'] {
    return this.#field.definition.type;
  }

  get parentType(): GraphQLResolveInfo['parentType'] {
    return this.#field.parentType;
  }

  get schema(): GraphQLResolveInfo['schema'] {
    return this.#run.source.schema;
  }

  get fragments(): GraphQLResolveInfo['fragments'] {
    return this.#run.source.fragments;
  }

  get rootValue(): unknown {
    return this.#run.rootValue;
  }

  get operation(): GraphQLResolveInfo['operation'] {
    return this.#run.source.operation;
  }

  get variableValues(): GraphQLResolveInfo['variableValues'] {
    return this.#run.variableValues;
  }
}

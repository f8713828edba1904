import type { FragmentDefinitionNode, GraphQLObjectType, GraphQLSchema, OperationDefinitionNode } from 'graphql';
import type { CollectedErrors } from './collected-errors.ts';
import type { Field } from './field.ts';
import type { ResultSize } from './result-size.ts';

/** What all runs of an operation have in common. */
export interface Source {
  readonly schema: GraphQLSchema;
  readonly operation: OperationDefinitionNode;
  readonly fragments: Readonly<Record<string, FragmentDefinitionNode>>;
  /** Fields that have been worked out so far, in all selections. */
  fields: number;
}

export type Arguments = Record<string, unknown>;

/** Told what a result is made from. */
export interface ResultObserver {
  onObject(type: GraphQLObjectType, value: unknown): void;
}

/** One run of an operation. */
export interface Run {
  readonly source: Source;
  readonly contextValue: unknown;
  readonly rootValue: unknown;
  readonly variableValues: Readonly<Record<string, unknown>>;
  /** Those that depend on variables, which all objects of a list share. */
  readonly arguments: Map<Field, Arguments>;
  readonly errors: CollectedErrors;
  readonly observer: ResultObserver | undefined;
  readonly size: ResultSize | undefined;
}

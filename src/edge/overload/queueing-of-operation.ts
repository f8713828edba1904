import { type GraphQLSchema, Kind } from 'graphql';
import { type Queueing, queueingOf } from '../../graphql/queueing-rule.ts';
import type { CompiledOperation } from '../execution/compiled-operation.ts';

/** Says what an operation does to the queue; undefined when it does more, or anything else. */
export type QueueingOf = (compiled: CompiledOperation) => Queueing | undefined;

/** An operation is what all of its fields are; one with fragments at its root counts as any other. */
export function createQueueingOf(schema: GraphQLSchema): QueueingOf {
  const fields = schema.getMutationType()?.getFields() ?? {};
  const known = new WeakMap<CompiledOperation, { readonly queueing: Queueing | undefined }>();

  const workOut = ({ operation }: CompiledOperation): Queueing | undefined => {
    if (operation.operation !== 'mutation') return undefined;
    const found = operation.selectionSet.selections.map((selection) => {
      const field = selection.kind === Kind.FIELD ? fields[selection.name.value] : undefined;
      return field && queueingOf(field);
    });
    if (found.includes(undefined)) return undefined;
    return found.includes('adds') ? 'adds' : 'ends';
  };

  return (compiled) => {
    const found = known.get(compiled) ?? { queueing: workOut(compiled) };
    known.set(compiled, found);
    return found.queueing;
  };
}

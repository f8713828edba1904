import { type GraphQLSchema, Kind, TypeInfo, visit, visitWithTypeInfo } from 'graphql';
import type { Caller, Scope } from '../../accounts/viewer.ts';
import { LexError } from '../../errors.ts';
import { accessRuleOf } from '../../graphql/access-rule.ts';
import type { CompiledOperation } from '../execution/compiled-operation.ts';

/** Refuses an operation that its caller's credential doesn't allow. */
export type CheckAccess = (operation: CompiledOperation, caller: Pick<Caller, 'scopes'>) => void;

/**
 * The one place at which scopes are enforced: every operation comes through here before it runs, whichever way it came,
 * and before an answer that is kept may be given.
 *
 * What an operation needs is worked out once, from the rules beside the fields (`src/graphql/access-rule.ts`) of all
 * that it asks for, conditions and types aside. A field that an operation begins with and that has no rule needs ADMIN.
 */
export function createCheckAccess(schema: GraphQLSchema): CheckAccess {
  const known = new WeakMap<CompiledOperation, readonly Scope[]>();
  return (operation, { scopes }) => {
    let needed = known.get(operation);
    if (!needed) {
      needed = scopesFor(schema, operation);
      known.set(operation, needed);
    }
    for (const scope of needed) {
      if (!scopes.includes(scope)) {
        const what = operation.operation.operation;
        throw new LexError('FORBIDDEN', `This ${what} needs the scope ${scope}, which its key or token doesn't give.`);
      }
    }
  };
}

/** The scopes that an operation needs, with the fragments that it uses. */
function scopesFor(schema: GraphQLSchema, { document, operation }: CompiledOperation): readonly Scope[] {
  const root = schema.getRootType(operation.operation);
  const needed = new Set<Scope>();
  const spread = new Set<string>();
  const types = new TypeInfo(schema);
  const visitor = visitWithTypeInfo(types, {
    FragmentSpread: ({ name }) => void spread.add(name.value),
    Field() {
      const field = types.getFieldDef();
      if (!field || field.name.startsWith('__')) return;
      const scope = accessRuleOf(field) ?? (types.getParentType() === root ? 'ADMIN' : undefined);
      if (scope) needed.add(scope);
    },
  });
  visit(operation, visitor);
  // The set grows with the fragments that those in it use.
  for (const name of spread) {
    const fragment = document.definitions.find(
      (each) => each.kind === Kind.FRAGMENT_DEFINITION && each.name.value === name,
    );
    if (fragment) visit(fragment, visitor);
  }
  return [...needed];
}

import {
  type DirectiveNode,
  type FragmentDefinitionNode,
  type FragmentSpreadNode,
  Kind,
  type OperationDefinitionNode,
  visit,
} from 'graphql';

/**
 * The names of the variables that `@skip` and `@include` of an operation, and of the fragments that it uses, depend on,
 * each once.
 */
export function conditionVariables(
  operation: OperationDefinitionNode,
  fragments: Readonly<Record<string, FragmentDefinitionNode>>,
): readonly string[] {
  const names = new Set<string>();
  const parts = new Set<OperationDefinitionNode | FragmentDefinitionNode>([operation]);
  // A set that grows while it is gone through has the new ones later.
  for (const part of parts) {
    visit(part, {
      [Kind.DIRECTIVE]({ name, arguments: given = [] }: DirectiveNode) {
        if (name.value !== 'skip' && name.value !== 'include') return;
        for (const { value } of given) if (value.kind === Kind.VARIABLE) names.add(value.name.value);
      },
      [Kind.FRAGMENT_SPREAD]({ name }: FragmentSpreadNode) {
        const fragment = fragments[name.value];
        if (fragment) parts.add(fragment);
      },
    });
  }
  return [...names];
}

import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLField,
  type GraphQLNamedOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isInterfaceType,
  isListType,
  isObjectType,
  isOutputType,
  Kind,
  type NamedTypeNode,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql';
import { CostRule, costRuleOf, FEW } from '../../../graphql/cost-rule.ts';
import { fieldDefinition } from '../../execution/field.ts';
import { conditionOf, type Defaults, defaultsOf, sizeOf } from './argument-cost.ts';
import { type Cost, costWith, productOf, rememberedFor, sumOf, type Variables } from './cost.ts';
import { INTROSPECTION_SHARE, introspectionRuleOf } from './introspection-cost.ts';

/** What a selection costs for one object. */
interface SelectionCost {
  readonly once: Cost;
  /** For each object of the lists in it whose size is that of the connection around them. */
  readonly perItem: Cost;
}

const NOTHING: SelectionCost = { once: 0, perItem: 0 };
const PLAIN = new CostRule({});

/**
 * Works out what an operation costs, as a function of its variables: each field as its rule says, times the sizes of
 * the lists around it. Conditions that leave a part out count; that fields which are asked for twice run once doesn't.
 *
 * Both this and the function take as long as the document is, however often its fragments are spread.
 *
 * @param document has been validated
 */
export function operationCost(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): (variables: Variables) => number {
  const root = schema.getRootType(operation.operation);
  if (!root) return () => 0;
  const compiler = new CostCompiler(schema, document, defaultsOf(operation));
  const cost = compiler.inFew(compiler.ofSelections(operation.selectionSet, root));
  return (variables) => Math.ceil(costWith(cost, variables));
}

class CostCompiler {
  readonly #schema: GraphQLSchema;
  readonly #defaults: Defaults;
  readonly #fragments: ReadonlyMap<string, FragmentDefinitionNode>;
  /** Each fragment is worked out once, wherever it is spread. */
  readonly #known = new Map<string, SelectionCost>();

  constructor(schema: GraphQLSchema, { definitions }: DocumentNode, defaults: Defaults) {
    this.#schema = schema;
    this.#defaults = defaults;
    this.#fragments = new Map(
      definitions.flatMap((each) => (each.kind === Kind.FRAGMENT_DEFINITION ? [[each.name.value, each]] : [])),
    );
  }

  ofSelections({ selections }: SelectionSetNode, type: GraphQLNamedOutputType): SelectionCost {
    const parts = selections.map((each) => {
      const condition = conditionOf(each, this.#defaults);
      const { once, perItem } = this.#ofSelection(each, type);
      return { once: productOf(condition, once), perItem: productOf(condition, perItem) };
    });
    return { once: sumOf(parts.map(({ once }) => once)), perItem: sumOf(parts.map(({ perItem }) => perItem)) };
  }

  /** Of a selection that isn't in a connection. */
  inFew({ once, perItem }: SelectionCost): Cost {
    return sumOf([once, productOf(FEW, perItem)]);
  }

  #ofSelection(node: SelectionNode, type: GraphQLNamedOutputType): SelectionCost {
    if (node.kind === Kind.FRAGMENT_SPREAD) return this.#ofFragment(node.name.value);
    if (node.kind === Kind.INLINE_FRAGMENT) {
      const narrowed = node.typeCondition ? this.#typeNamed(node.typeCondition) : type;
      return narrowed ? this.ofSelections(node.selectionSet, narrowed) : NOTHING;
    }
    const definition =
      isObjectType(type) || isInterfaceType(type) ? fieldDefinition(this.#schema, type, node) : undefined;
    return definition ? this.#ofField(node, type.name, definition) : { once: 1, perItem: 0 };
  }

  #ofField(node: FieldNode, typeName: string, field: GraphQLField<unknown, unknown>): SelectionCost {
    const rule = costRuleOf(field) ?? introspectionRuleOf(typeName, field.name) ?? PLAIN;
    const type = getNamedType(field.type);
    if (!node.selectionSet) return { once: rule.own, perItem: 0 };
    const below = this.ofSelections(node.selectionSet, type);
    const size = rule.size === undefined ? undefined : sizeOf(node, rule, rule.size, this.#defaults);
    if (isListType(getNullableType(field.type))) {
      const each = sumOf([1, this.inFew(below)]);
      if (size === undefined) return { once: rule.own, perItem: each };
      return { once: sumOf([rule.own, productOf(size, each)]), perItem: 0 };
    }
    const items = size === undefined ? this.inFew(below) : sumOf([below.once, productOf(size, below.perItem)]);
    // What is introspected begins with a field whose own name says so.
    const share = field.name === '__schema' || field.name === '__type' ? INTROSPECTION_SHARE : 1;
    return { once: productOf(share, sumOf([rule.own, items])), perItem: 0 };
  }

  #ofFragment(name: string): SelectionCost {
    const known = this.#known.get(name);
    if (known) return known;
    const fragment = this.#fragments.get(name);
    const type = fragment && this.#typeNamed(fragment.typeCondition);
    const { once, perItem } = type ? this.ofSelections(fragment.selectionSet, type) : NOTHING;
    const cost = { once: rememberedFor(once), perItem: rememberedFor(perItem) };
    this.#known.set(name, cost);
    return cost;
  }

  #typeNamed({ name }: NamedTypeNode): GraphQLNamedOutputType | undefined {
    const type = this.#schema.getType(name.value);
    return isOutputType(type) ? type : undefined;
  }
}

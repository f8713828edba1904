import { GraphQLEnumType, GraphQLError, GraphQLScalarType, Kind, type ValueNode, valueFromASTUntyped } from 'graphql';

const LATER = Promise.resolve('later');

/** A scalar that does with a value what the value says, and that is not always good. */
function odd(value: unknown): unknown {
  switch (value) {
    case 'throws':
      throw new TypeError('odd');
    case 'throws its own':
      throw new GraphQLError('odd', { extensions: { odd: true } });
    case 'null':
      return null;
    case 'undefined':
      return undefined;
    case 'error':
      return new RangeError('a value');
    case 'promise':
      return LATER;
    case 'object':
      return { b: [1, { c: null }], a: 'x' };
    default:
      return value;
  }
}

const oddOf = (node: ValueNode): unknown => (node.kind === Kind.STRING ? odd(node.value) : odd(node.kind));

export const oddScalar = new GraphQLScalarType({ name: 'Odd', serialize: odd, parseValue: odd, parseLiteral: oddOf });

export const jsonScalar = new GraphQLScalarType({
  name: 'JSON',
  parseValue: (value) => value,
  parseLiteral: (node, variables) => valueFromASTUntyped(node, variables),
});

export const colors = {
  red: Object.freeze({ inner: 'red' }),
  green: 'inner green',
  blue: 0,
} as const;

export const colorEnum = new GraphQLEnumType({
  name: 'Color',
  values: { RED: { value: colors.red }, GREEN: { value: colors.green }, BLUE: { value: colors.blue }, PLAIN: {} },
});

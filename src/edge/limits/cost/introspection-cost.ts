import { CostRule } from '../../../graphql/cost-rule.ts';

/** What is asked of the schema is at hand and never waited for: a point of it is a tenth of one of data. */
export const INTROSPECTION_SHARE = 0.1;

/** How many there are of each in a schema such as this one: a type has some six fields, which have few arguments. */
const SIZES: Readonly<Record<string, number>> = {
  types: 80,
  fields: 8,
  args: 2,
  inputFields: 2,
  enumValues: 3,
  possibleTypes: 2,
  interfaces: 1,
  directives: 5,
};

const rules = new Map(Object.entries(SIZES).map(([name, size]) => [name, new CostRule({ size })]));

/** The rule of a field of introspection, which has no extensions; undefined for one that costs as others do. */
export function introspectionRuleOf(typeName: string, fieldName: string): CostRule | undefined {
  return typeName.startsWith('__') ? rules.get(fieldName) : undefined;
}

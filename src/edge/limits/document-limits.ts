/** The longest document, in UTF-16 units. Data belongs in variables. */
export const MAX_DOCUMENT_LENGTH = 128 * 1024;
/** The most tokens in a document; GraphiQL's introspection has about 450. */
export const MAX_TOKENS = 5_000;
/** The most operations in a document. */
export const MAX_OPERATIONS = 50;
/** The most fragments that a document defines: validation compares those that are spread at one place in pairs. */
export const MAX_FRAGMENTS = 200;
/**
 * The most fields and fragments that a document selects, in all its operations together, each where it is spread;
 * GraphiQL's introspection has 300.
 */
export const MAX_SELECTIONS = 2_500;
/** How deep fields may stand in fields, wherever their fragments are; GraphiQL's introspection is 15 deep. */
export const MAX_DEPTH = 20;
/** How deep selections of fields and of fragments may be nested together. */
export const MAX_NESTING = 60;
/** The most aliases in an operation. */
export const MAX_ALIASES = 100;
/** The most directives in an operation. */
export const MAX_DIRECTIVES = 100;
/**
 * The most comparisons of two fields that have one place in a result, as validation makes them: a field that is
 * written 200 times at one place takes 19,900.
 */
export const MAX_COMPARISONS = 20_000;
/**
 * The most that an operation may cost, and a batch together, in points (`graphql/cost-rule.ts`). Those of
 * schema/operations, with the largest pages, cost a tenth of it, the dearest half.
 */
export const MAX_COST = 100_000;
/** The most operations in one batch. */
export const MAX_BATCH = 10;

import { type DocumentNode, GraphQLError, parse, type Source, validate } from 'graphql';

/** The longest document, in UTF-16 units. Data belongs in variables. */
export const MAX_DOCUMENT_LENGTH = 128 * 1024;
/** The most tokens in a document; GraphiQL's introspection has about 450. */
export const MAX_TOKENS = 5_000;
/** The most operations in one batch. */
export const MAX_BATCH = 10;

/** @throws {GraphQLError} GRAPHQL_PARSE_FAILED when the text is no document, or one that is too long or too deep */
export function parseWithLimits(source: string | Source): DocumentNode {
  const text = typeof source === 'string' ? source : source.body;
  if (text.length > MAX_DOCUMENT_LENGTH) {
    throw parseFailed(`The document is longer than ${MAX_DOCUMENT_LENGTH} characters: move data into variables.`);
  }
  try {
    return parse(source, { maxTokens: MAX_TOKENS });
  } catch (error) {
    if (error instanceof GraphQLError) throw parseFailed(error);
    if (error instanceof RangeError) throw parseFailed('The document is nested too deeply.');
    throw error;
  }
}

/** Validates as GraphQL does; a document that is too deep for it has an error that says so. */
export const validateWithLimits: typeof validate = (schema, document, rules) => {
  try {
    return validate(schema, document, rules);
  } catch (error) {
    if (error instanceof RangeError) return [new GraphQLError('The document is nested too deeply.')];
    throw error;
  }
};

function parseFailed(error: GraphQLError | string): GraphQLError {
  const extensions = { code: 'GRAPHQL_PARSE_FAILED', http: { status: 400, spec: true } };
  if (typeof error === 'string') return new GraphQLError(error, { extensions });
  const { nodes, source, positions } = error;
  return new GraphQLError(error.message, { nodes, source, positions, extensions });
}

/** The same error with the code GRAPHQL_VALIDATION_FAILED, unless it has a code of its own. */
export function validationFailed(error: GraphQLError): GraphQLError {
  const { nodes, source, positions, extensions } = error;
  return new GraphQLError(error.message, {
    nodes,
    source,
    positions,
    extensions: {
      code: extensions['code'] ?? 'GRAPHQL_VALIDATION_FAILED',
      http: { status: 400, spec: true },
    },
  });
}

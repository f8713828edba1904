import { type DocumentNode, GraphQLError, Lexer, parse, Source, validate } from 'graphql';
import { checkSelections } from './check-selections.ts';
import { MAX_DOCUMENT_LENGTH, MAX_TOKENS } from './document-limits.ts';
import { LimitError } from './limit-error.ts';

/**
 * How many faults of a document are told. To find where each is takes as long as the document is, several times:
 * whoever mends these sees the next ones.
 */
const MOST_ERRORS = 10;

/** @throws {GraphQLError} GRAPHQL_PARSE_FAILED when the text is no document, or one that is too long or too deep */
export function parseWithLimits(text: string): DocumentNode {
  if (text.length > MAX_DOCUMENT_LENGTH) {
    throw new LimitError(
      `The document has ${text.length} characters, ${MAX_DOCUMENT_LENGTH} are allowed: move data into variables.`,
      { name: 'characters', was: text.length, allowed: MAX_DOCUMENT_LENGTH },
      { code: 'GRAPHQL_PARSE_FAILED' },
    );
  }
  try {
    return parse(text, { maxTokens: MAX_TOKENS });
  } catch (error) {
    if (error instanceof GraphQLError) throw tooManyTokens(text) ?? parseFailed(error);
    if (error instanceof RangeError) throw parseFailed(new GraphQLError('The document is nested too deeply.'));
    throw error;
  }
}

/**
 * Validates as GraphQL does. What goes over a limit is found before, in a time that grows with the document's length
 * alone; a document that is too deep for the stack has an error that says so.
 */
export const validateWithLimits: typeof validate = (schema, document, rules) => {
  try {
    checkSelections(document);
    return validate(schema, document, rules, { maxErrors: MOST_ERRORS });
  } catch (error) {
    if (error instanceof LimitError) return [error];
    if (error instanceof RangeError) return [new GraphQLError('The document is nested too deeply.')];
    throw error;
  }
};

/** GraphQL's parser stops at the first token that is too many, and doesn't say how many there are. */
function tooManyTokens(text: string): LimitError | undefined {
  const lexer = new Lexer(new Source(text));
  let tokens = 0;
  try {
    while (lexer.advance().kind !== '<EOF>') tokens += 1;
  } catch {
    // What follows is no token: those before it count.
  }
  if (tokens <= MAX_TOKENS) return undefined;
  return new LimitError(
    `The document has ${tokens} tokens, ${MAX_TOKENS} are allowed.`,
    { name: 'tokens', was: tokens, allowed: MAX_TOKENS },
    { code: 'GRAPHQL_PARSE_FAILED' },
  );
}

function parseFailed({ message, nodes, source, positions }: GraphQLError): GraphQLError {
  const extensions = { code: 'GRAPHQL_PARSE_FAILED', http: { status: 400, spec: true } };
  return new GraphQLError(message, { nodes, source, positions, extensions });
}

/** The same error with the code GRAPHQL_VALIDATION_FAILED, unless it has a code of its own. */
export function validationFailed(error: GraphQLError): GraphQLError {
  if (error instanceof LimitError) return error;
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

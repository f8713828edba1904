import { type DocumentNode, GraphQLError, getOperationAST, parse, type Source, validate } from 'graphql';
import type { Plugin } from 'graphql-yoga';
import type { Exchange } from '../request/graphql-request.ts';
import { requestError } from '../request/request-error.ts';

/** The longest document, in UTF-16 units. Data belongs in variables. */
export const MAX_DOCUMENT_LENGTH = 128 * 1024;
/** The most tokens in a document; GraphiQL's introspection has about 450. */
export const MAX_TOKENS = 5_000;

interface WithExchange extends Record<string, unknown> {
  readonly exchange: Exchange;
}

/**
 * Bounds what a document may be, gives parse and validation errors their codes, and refuses operations that don't fit
 * the way they came: a mutation by GET, a subscription in a batch or for a client that can't take a stream.
 */
export function useDocumentLimits(): Plugin<WithExchange> {
  return {
    onParse({ context, setParseFn }) {
      setParseFn(parseWithLimits);
      return ({ result, extendContext }) => {
        if (!isDocument(result)) return;
        const kind = admitOperation(result, context.params.operationName, context.exchange);
        extendContext({ operationKind: kind });
      };
    },
    onValidate({ setValidationFn }) {
      setValidationFn(validateWithLimits);
      return ({ result, setResult }) => {
        const errors: GraphQLError[] = [];
        for (const error of result) errors.push(validationFailed(error));
        setResult(errors);
      };
    },
  };
}

function isDocument(result: DocumentNode | Error | null): result is DocumentNode {
  return result !== null && 'kind' in result;
}

function parseFailed(error: GraphQLError | string): GraphQLError {
  const extensions = { code: 'GRAPHQL_PARSE_FAILED', http: { status: 400, spec: true } };
  if (typeof error === 'string') return new GraphQLError(error, { extensions });
  const { nodes, source, positions } = error;
  return new GraphQLError(error.message, { nodes, source, positions, extensions });
}

/** @throws {GraphQLError} GRAPHQL_PARSE_FAILED when it is no document, or too long or deep a one */
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

const validateWithLimits: typeof validate = (schema, document, rules) => {
  try {
    return validate(schema, document, rules);
  } catch (error) {
    if (error instanceof RangeError) return [new GraphQLError('The document is nested too deeply.')];
    throw error;
  }
};

function validationFailed(error: GraphQLError): GraphQLError {
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

function admitOperation(document: DocumentNode, operationName: string | undefined, exchange: Exchange) {
  const operation = getOperationAST(document, operationName);
  if (!operation) {
    throw requestError(
      400,
      operationName
        ? 'The document has no operation with this operationName.'
        : 'The document has several operations: name one in operationName.',
      { spec: true },
    );
  }
  const type = operation.operation;
  exchange.operations.push({ type, name: operation.name?.value });
  if (type === 'mutation' && exchange.method === 'GET') {
    throw requestError(405, 'A mutation takes POST.', { headers: { Allow: 'POST' } });
  }
  if (type === 'subscription' && exchange.batched) throw requestError(400, "A subscription can't be in a batch.");
  if (type === 'subscription' && !exchange.stream) {
    throw requestError(406, 'A subscription takes a WebSocket, or a request that accepts text/event-stream.');
  }
  return type;
}

import { readFile } from 'node:fs/promises';
import { type GraphQLSchema, getOperationAST } from 'graphql';
import { z } from 'zod';
import { messageOf, StartError } from '../../errors.ts';
import { parseWithLimits, validateWithLimits } from '../limits/parse-document.ts';
import { type PersistedDocuments, persistedId } from './persisted-documents.ts';

/** What Apollo's tools write (`generate-persisted-query-manifest`, Apollo Kotlin, Apollo iOS). */
const manifest = z.object({
  format: z.literal('apollo-persisted-query-manifest'),
  version: z.literal(1),
  operations: z.array(
    z.object({
      id: z.string().min(1),
      body: z.string(),
      name: z.string().optional(),
      type: z.enum(['query', 'mutation', 'subscription']).optional(),
    }),
  ),
});
type ListedOperation = z.infer<typeof manifest>['operations'][number];

/** What Relay's compiler and graphql-codegen's client preset write: documents by their ids. */
const map = z.record(z.string().min(1), z.string());

/** How many problems are listed one by one. */
const MOST_LISTED = 20;

/**
 * Reads an app's own list of documents: Apollo's manifest, or a map of ids to documents as Relay and graphql-codegen
 * write it. An id is whatever the app's tools made it; it needn't be a hash.
 *
 * @param known the documents that the server has already
 * @throws {StartError} with a line for each problem: a file that can't be read, a document that doesn't fit the schema,
 *   an id that names two documents
 */
export async function readAppDocuments(
  path: string,
  { schema, known }: { schema: GraphQLSchema; known: PersistedDocuments },
): Promise<PersistedDocuments> {
  const listed = await readList(path);
  const documents = new Map<string, string>();
  const problems: string[] = [];
  for (const operation of listed) {
    const id = persistedId(operation.id);
    const earlier = documents.get(id) ?? known.get(id);
    const problem =
      earlier !== undefined && earlier !== operation.body
        ? `it names another document ${documents.has(id) ? 'in the same file' : 'in schema/persisted.json'}`
        : whatIsWrong(operation, schema);
    if (problem) problems.push(`LEX_PERSISTED_FILE: ${JSON.stringify(operation.id.slice(0, 80))}: ${oneLine(problem)}`);
    documents.set(id, operation.body);
  }
  if (problems.length > MOST_LISTED) {
    const more = problems.splice(MOST_LISTED).length;
    problems.push(`LEX_PERSISTED_FILE: ${more} more documents like these.`);
  }
  if (problems.length > 0) throw new StartError(problems.join('\n'));
  return documents;
}

async function readList(path: string): Promise<ListedOperation[]> {
  let content: unknown;
  try {
    content = JSON.parse((await readFile(path, 'utf8')).replace(/^\uFEFF/, ''));
  } catch (error) {
    throw new StartError(
      `LEX_PERSISTED_FILE is ${JSON.stringify(path)}, which can't be read: ${oneLine(messageOf(error))}`,
    );
  }
  const asMap = map.safeParse(content);
  if (asMap.success && !('format' in asMap.data)) return Object.entries(asMap.data).map(([id, body]) => ({ id, body }));
  const asManifest = manifest.safeParse(content);
  if (asManifest.success) return asManifest.data.operations;
  const [issue] = asManifest.error.issues;
  const isManifest = typeof content === 'object' && content !== null && 'format' in content;
  const where = isManifest && issue ? ` At ${issue.path.join('.')}: ${oneLine(issue.message)}.` : '';
  throw new StartError(
    `LEX_PERSISTED_FILE is ${JSON.stringify(path)}, which is neither Apollo's manifest ` +
      `(format "apollo-persisted-query-manifest", version 1) nor a map of ids to documents.${where}`,
  );
}

function whatIsWrong({ body, name, type }: ListedOperation, schema: GraphQLSchema): string | undefined {
  try {
    const document = parseWithLimits(body);
    const [error] = validateWithLimits(schema, document);
    if (error) return error.message;
    if (!document.definitions.some(({ kind }) => kind === 'OperationDefinition')) return 'it has no operation.';
    const operation = getOperationAST(document, name);
    if (name !== undefined && !operation) return `it has no operation named ${name}.`;
    if (type !== undefined && operation && operation.operation !== type) {
      return `it is listed as a ${type}, and is a ${operation.operation}.`;
    }
    return undefined;
  } catch (error) {
    return messageOf(error);
  }
}

function oneLine(text: string): string {
  return text.replace(/\s+/g, ' ');
}

import { readFileSync } from 'node:fs';
import * as posts from './posts.mjs';

const LEX_SCHEMA = new URL('../../../schema/schema.graphql', import.meta.url);

/**
 * The schema that a peer serves, with its resolvers: `posts`, or `status`, which is the whole of Lex's own schema with
 * a resolver that returns a ready object.
 */
export function namedSchema({ schema, status }) {
  if (schema === 'posts') return posts;
  return { typeDefs: readFileSync(LEX_SCHEMA, 'utf8'), resolvers: { Query: { status: () => status } } };
}

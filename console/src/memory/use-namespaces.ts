import { useMemo } from 'react';
import { useQuery } from 'urql';
import { documentOf } from '../api/document.ts';
import { MemoryNamespacesDocument } from '../generated/graphql.ts';

/** Where memories are kept when nothing else is said. */
export const DEFAULT_NAMESPACE = 'default';

/** A namespace may begin with the first memory that is kept in it, so each change of one asks again. */
const CONTEXT = { additionalTypenames: ['Memory'] };

/** The names of the viewer's namespaces, the default one among them; that one alone until the server has answered. */
export function useNamespaces(): readonly string[] {
  const [{ data }] = useQuery({
    query: documentOf(MemoryNamespacesDocument),
    requestPolicy: 'cache-and-network',
    context: CONTEXT,
  });
  return useMemo(() => {
    const names = data?.memoryNamespaces.map(({ name }) => name) ?? [];
    return names.includes(DEFAULT_NAMESPACE) ? names : [DEFAULT_NAMESPACE, ...names];
  }, [data]);
}

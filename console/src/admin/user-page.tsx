import { useEffect, useMemo } from 'react';
import { useQuery } from 'urql';
import { documentOf } from '../api/document.ts';
import { UsersDocument } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Answered } from '../parts/answered.tsx';
import type { PageEnd } from '../parts/paged.tsx';
import { UserRow } from './user-row.tsx';

export interface UserPageProps {
  /** What names hold; empty: all. */
  readonly search: string;
  readonly after: string | undefined;
  readonly onEnd: (end: PageEnd) => void;
  /** Told how many there are in all. */
  readonly onCount: (count: number) => void;
}

const USERS = documentOf(UsersDocument);
const PAGE_SIZE = 25;

/** Some of the users, newest first. */
export function UserPage({ search, after, onEnd, onCount }: UserPageProps) {
  const { admin } = useStrings();
  const variables = useMemo(
    () => ({ first: PAGE_SIZE, ...(after !== undefined && { after }), ...(search && { search }) }),
    [after, search],
  );
  // A deletion answers with its receipt alone, and takes a user away.
  const context = useMemo(() => ({ additionalTypenames: ['DeletionReceipt'] }), []);
  const [state, askAgain] = useQuery({ query: USERS, variables, requestPolicy: 'cache-and-network', context });
  const users = state.data?.users;
  // biome-ignore lint/correctness/useExhaustiveDependencies: told of each answer, not of each way to tell it
  useEffect(() => {
    if (!users) return;
    onEnd(users.pageInfo);
    onCount(users.totalCount);
  }, [users]);
  return (
    <Answered state={state} retry={() => askAgain({ requestPolicy: 'network-only' })}>
      {({ users: { edges } }) =>
        edges.length === 0 && after === undefined ? (
          <p className="empty">{admin.noneFound}</p>
        ) : (
          <ul className="rows">
            {edges.map(({ node }) => (
              <UserRow key={node.id} user={node} />
            ))}
          </ul>
        )
      }
    </Answered>
  );
}

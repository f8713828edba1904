import type { ListedMemoryFragment } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Facts } from '../parts/facts.tsx';
import { JsonText } from '../parts/json-text.tsx';
import { Moment } from '../parts/moment.tsx';
import { SourceLink } from './source-link.tsx';

/** What is kept with a memory, as far as there is any. */
export function MemoryFacts({ memory }: { readonly memory: ListedMemoryFragment }) {
  const { memory: words } = useStrings();
  const { key, namespace, group, tags, metadata, source, createdAt, updatedAt, expiresAt } = memory;
  return (
    <>
      {source && <SourceLink source={source} />}
      <Facts
        facts={[
          [words.key, key],
          [words.namespace, namespace],
          [words.group, group ?? undefined],
          [words.tags, tags.length > 0 ? tags.map(words.quoted).join(', ') : undefined],
          [words.remembered, <Moment key="at" at={createdAt} />],
          [words.changed, updatedAt === createdAt ? undefined : <Moment key="at" at={updatedAt} />],
          [words.expires, expiresAt === null ? undefined : <Moment key="at" at={expiresAt} />],
        ]}
      />
      {metadata !== null && (
        <section>
          <h3>{words.metadata}</h3>
          <JsonText label={words.metadata} value={metadata} />
        </section>
      )}
    </>
  );
}

import { addressOf } from '../app/route.ts';
import type { ListedMemoryFragment } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';

/** Leads to the conversation that something was drawn from. */
export function SourceLink({ source }: { readonly source: NonNullable<ListedMemoryFragment['source']> }) {
  const { memory } = useStrings();
  const { id, title } = source.conversation;
  return (
    <span>
      {memory.from} <a href={addressOf('chat', id)}>{<bdi>{title}</bdi>}</a>
    </span>
  );
}

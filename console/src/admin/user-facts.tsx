import type { UserRowPartsFragment } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Facts } from '../parts/facts.tsx';
import { Moment } from '../parts/moment.tsx';
import { useNumbers } from '../parts/numbers.ts';

/** How much a user has and may use. */
export function UserFacts({ user }: { readonly user: UserRowPartsFragment }) {
  const { admin } = useStrings();
  const numbers = useNumbers();
  const { conversations, messages, memories, tokensToday, dailyTokenLimit, allowedDailyTokens, createdAt } = user;
  return (
    <Facts
      facts={[
        [admin.facts.conversations, numbers.count(conversations)],
        [admin.facts.messages, numbers.count(messages)],
        [admin.facts.memories, numbers.count(memories)],
        [admin.facts.tokensToday, numbers.count(tokensToday)],
        [
          admin.facts.allowed,
          allowedDailyTokens === null ? admin.asTheServerAllows : numbers.count(allowedDailyTokens),
        ],
        [admin.facts.ownLimit, dailyTokenLimit === null ? undefined : numbers.count(dailyTokenLimit)],
        [admin.facts.since, <Moment key="since" at={createdAt} />],
      ]}
    />
  );
}

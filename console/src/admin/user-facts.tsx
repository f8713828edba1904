import type { UserRowPartsFragment } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Moment } from '../parts/moment.tsx';
import { useNumbers } from '../parts/numbers.ts';

/** How much a user has and may use. */
export function UserFacts({ user }: { readonly user: UserRowPartsFragment }) {
  const { admin } = useStrings();
  const numbers = useNumbers();
  const { conversations, messages, memories, tokensToday, dailyTokenLimit, allowedDailyTokens, createdAt } = user;
  const rows = [
    [admin.facts.conversations, numbers.count(conversations)],
    [admin.facts.messages, numbers.count(messages)],
    [admin.facts.memories, numbers.count(memories)],
    [admin.facts.tokensToday, numbers.count(tokensToday)],
    [
      admin.facts.allowed,
      typeof allowedDailyTokens === 'number' ? numbers.count(allowedDailyTokens) : admin.asTheServerAllows,
    ],
    ...(typeof dailyTokenLimit === 'number' ? [[admin.facts.ownLimit, numbers.count(dailyTokenLimit)] as const] : []),
    [admin.facts.since, <Moment key="since" at={createdAt} />],
  ] as const;
  return (
    <dl className="facts">
      {rows.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}

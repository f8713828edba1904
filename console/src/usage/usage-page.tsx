import { useState } from 'react';
import { useQuery } from 'urql';
import { documentOf } from '../api/document.ts';
import { OwnUsageDocument, TotalUsageDocument } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Answered } from '../parts/answered.tsx';
import { Page } from '../parts/page.tsx';
import { Select } from '../parts/select.tsx';
import { useSession } from '../session/session.ts';
import { OwnLimit } from './own-limit.tsx';
import { StoredSpace } from './stored-space.tsx';
import './usage.css';
import { UsageView } from './usage-view.tsx';

const OWN = documentOf(OwnUsageDocument);
const TOTAL = documentOf(TotalUsageDocument);
/** How many days can be looked back. */
const DAYS = ['7', '30', '90', '366'] as const;

/** What asking models took, and what is stored. */
export default function UsagePage() {
  const strings = useStrings();
  const { viewer } = useSession();
  const [chosen, setChosen] = useState<(typeof DAYS)[number]>('30');
  const days = Number(chosen);
  const [state, askAgain] = useQuery({ query: OWN, variables: { days }, requestPolicy: 'cache-and-network' });
  return (
    <Page title={strings.pages.usage} explained={strings.usage.explained}>
      <Select
        label={strings.usage.days}
        value={chosen}
        onChange={setChosen}
        choices={DAYS.map((each) => ({ value: each, label: strings.usage.lastDays(Number(each)) }))}
      />
      <section className="section" aria-labelledby="usage-own">
        <h2 id="usage-own">{strings.usage.own}</h2>
        <Answered state={state} retry={() => askAgain({ requestPolicy: 'network-only' })}>
          {({ usage, viewer: { dailyTokenLimit } }) => (
            <>
              <UsageView usage={usage} days={days} />
              <OwnLimit limit={dailyTokenLimit ?? null} />
            </>
          )}
        </Answered>
      </section>
      <section className="section" aria-labelledby="usage-stored">
        <h2 id="usage-stored">{strings.usage.storage}</h2>
        <StoredSpace />
      </section>
      {viewer.role === 'ADMIN' && <TotalUsage days={days} />}
    </Page>
  );
}

/** The same of all users together, for administrators. */
function TotalUsage({ days }: { readonly days: number }) {
  const strings = useStrings();
  const [state, askAgain] = useQuery({ query: TOTAL, variables: { days }, requestPolicy: 'cache-and-network' });
  return (
    <section className="section" aria-labelledby="usage-all">
      <h2 id="usage-all">{strings.usage.all}</h2>
      <Answered state={state} retry={() => askAgain({ requestPolicy: 'network-only' })}>
        {({ totalUsage }) => <UsageView usage={totalUsage} days={days} />}
      </Answered>
    </section>
  );
}

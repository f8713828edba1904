import { useState } from 'react';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { Page } from '../parts/page.tsx';
import { Problem } from '../parts/problem.tsx';
import { Switch } from '../parts/switch.tsx';
import { Charts } from './charts.tsx';
import { ComponentList } from './component-list.tsx';
import { QueueTable } from './queue-table.tsx';
import { ServerFacts } from './server-facts.tsx';
import { StateSign } from './state-sign.tsx';
import './status.css';
import { useStatus } from './use-status.ts';

/** How the server is, as it changes. */
export default function StatusPage() {
  const strings = useStrings();
  const [live, setLive] = useState(() => !matchMedia('(prefers-reduced-motion: reduce)').matches);
  const { status, samples, error, retry } = useStatus(live);
  return (
    <Page title={strings.pages.status} explained={strings.status.explained}>
      {error && (
        <Problem error={error}>
          <Button onClick={retry}>{strings.tryAgain}</Button>
        </Problem>
      )}
      <div role="status" className="state-now">
        {status ? (
          <>
            <StateSign state={status.state} />
            <span>{strings.status.statesExplained[status.state]}</span>
          </>
        ) : (
          !error && <span className="hint">{strings.loading}</span>
        )}
      </div>
      {status && (
        <>
          <ServerFacts status={status} />
          <Switch label={strings.status.live} hint={strings.status.liveExplained} checked={live} onChange={setLive} />
          <ComponentList components={status.components} />
          <QueueTable queues={status.queues} />
          <Charts samples={samples} />
        </>
      )}
    </Page>
  );
}

import { useMemo, useState } from 'react';
import { useQuery } from 'urql';
import { documentOf } from '../api/document.ts';
import { KeysDocument } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Answered } from '../parts/answered.tsx';
import { Button } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { Page } from '../parts/page.tsx';
import { keptKey } from '../session/kept-key.ts';
import { useSession } from '../session/session.ts';
import { grantableScopes, ownKeyOf } from './key.ts';
import { KeyList } from './key-list.tsx';
import './keys.css';
import { NewKeyDialog } from './new-key-dialog.tsx';

const KEYS = documentOf(KeysDocument);

/** The keys by which programs come in as the viewer. */
export default function KeysPage() {
  const strings = useStrings();
  const { settings, viewer } = useSession();
  const [isMaking, setIsMaking] = useState(false);
  // A list without a key doesn't show the cache that it is one of keys.
  const context = useMemo(() => ({ additionalTypenames: ['ApiKey'] }), []);
  const [state, askAgain] = useQuery({ query: KEYS, variables: {}, requestPolicy: 'cache-and-network', context });
  const keys = state.data?.viewer.apiKeys;
  const ownKey = ownKeyOf(keys ?? [], keptKey());
  return (
    <Page
      title={strings.pages.keys}
      explained={settings.auth === 'none' ? strings.keys.useless : strings.keys.explained}
      actions={
        keys && (
          <Button kind="primary" onClick={() => setIsMaking(true)}>
            <Icon name="plus" /> {strings.keys.make}
          </Button>
        )
      }
    >
      <Answered state={state} retry={() => askAgain({ requestPolicy: 'network-only' })}>
        {(data) => <KeyList keys={data.viewer.apiKeys} ownKey={ownKey} />}
      </Answered>
      {isMaking && (
        <NewKeyDialog
          scopes={grantableScopes(viewer.role, ownKey)}
          latest={ownKey?.expiresAt ?? undefined}
          onClose={() => setIsMaking(false)}
        />
      )}
    </Page>
  );
}

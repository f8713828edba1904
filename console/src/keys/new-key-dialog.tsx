import { useState } from 'react';
import type { ApiKeyScope } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { NewKeyForm } from './new-key-form.tsx';
import { SecretShown } from './secret-shown.tsx';

export interface NewKeyDialogProps {
  /** What the key can be let do. */
  readonly scopes: readonly ApiKeyScope[];
  /** When it ends at the latest: with the key that makes it. */
  readonly latest: string | undefined;
  readonly onClose: () => void;
}

/** Makes a key, and then shows it the one time that it can be shown. */
export function NewKeyDialog({ scopes, latest, onClose }: NewKeyDialogProps) {
  const { keys: strings } = useStrings();
  const [secret, setSecret] = useState<string>();
  return (
    <Dialog
      title={secret === undefined ? strings.make : strings.madeTitle}
      {...(secret !== undefined && { description: strings.shownOnce })}
      onClose={onClose}
    >
      {secret === undefined ? (
        <NewKeyForm scopes={scopes} latest={latest} onMade={setSecret} onCancel={onClose} />
      ) : (
        <SecretShown secret={secret} onClose={onClose} />
      )}
    </Dialog>
  );
}

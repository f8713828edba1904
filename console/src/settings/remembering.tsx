import { useState } from 'react';
import { ChangeSettingsDocument } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Switch } from '../parts/switch.tsx';
import { useToasts } from '../parts/toasts.tsx';
import { useApi } from '../session/session.ts';

/** Whether LEX remembers facts without being asked. */
export function Remembering({ on }: { readonly on: boolean }) {
  const { settings } = useStrings();
  const api = useApi();
  const toasts = useToasts();
  // What was chosen is shown at once, and taken back when the server refuses it.
  const [wanted, setWanted] = useState<boolean>();
  const change = async (drawsMemories: boolean) => {
    setWanted(drawsMemories);
    try {
      await api.change(ChangeSettingsDocument, { drawsMemories });
    } catch (cause) {
      toasts.failed(cause);
    } finally {
      setWanted(undefined);
    }
  };
  return (
    <Switch
      label={settings.remembers}
      hint={settings.remembersExplained}
      checked={wanted ?? on}
      onChange={(checked) => void change(checked)}
    />
  );
}

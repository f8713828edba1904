import { useState } from 'react';
import { useQuery } from 'urql';
import { documentOf } from '../api/document.ts';
import { SetDrawsMemoriesDocument, ViewerDocument } from '../generated/graphql.ts';
import { Switch } from '../parts/switch.tsx';
import { useToasts } from '../parts/toasts.tsx';
import { useSession } from '../session/session.ts';

export interface DrawsSwitchProps {
  readonly label: string;
  readonly hint: string;
}

/** Whether LEX remembers by itself. */
export function DrawsSwitch({ label, hint }: DrawsSwitchProps) {
  const { api, viewer } = useSession();
  const toasts = useToasts();
  const [{ data }] = useQuery({ query: documentOf(ViewerDocument), variables: {}, requestPolicy: 'cache-and-network' });
  /** What it is being changed to. */
  const [wanted, setWanted] = useState<boolean>();

  const change = async (drawsMemories: boolean) => {
    setWanted(drawsMemories);
    try {
      await api.change(SetDrawsMemoriesDocument, { drawsMemories });
      await api.ask(ViewerDocument, {});
    } catch (cause) {
      toasts.failed(cause);
    } finally {
      setWanted(undefined);
    }
  };
  return (
    <Switch
      label={label}
      hint={hint}
      checked={wanted ?? (data?.viewer ?? viewer).drawsMemories}
      onChange={(checked) => void change(checked)}
    />
  );
}

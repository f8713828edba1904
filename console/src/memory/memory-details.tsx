import { useState } from 'react';
import { useQuery } from 'urql';
import { ApiError, apiErrorOf } from '../api/api-error.ts';
import { documentOf } from '../api/document.ts';
import { KeepMemoryDocument, type ListedMemoryFragment, MemoryWithHistoryDocument } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Problem } from '../parts/problem.tsx';
import { Switch } from '../parts/switch.tsx';
import { useApi } from '../session/session.ts';
import { MemoryFacts } from './memory-facts.tsx';
import { MemoryHistory } from './memory-history.tsx';

export interface MemoryDetailsProps {
  readonly id: string;
  /** Told of what has become of it. */
  readonly onChanged: (memory: ListedMemoryFragment) => void;
  readonly onClose: () => void;
}

/** All that there is to know of a memory: what it said before, where it came from, and whether it stays. */
export function MemoryDetails({ id, onChanged, onClose }: MemoryDetailsProps) {
  const strings = useStrings();
  const [{ data, error }, askAgain] = useQuery({
    query: documentOf(MemoryWithHistoryDocument),
    variables: { id },
    requestPolicy: 'network-only',
  });
  const memory = data?.node?.__typename === 'Memory' ? data.node : undefined;
  return (
    <Dialog title={strings.memory.detailsTitle} onClose={onClose}>
      {!data && !error && <p className="loading">{strings.loading}</p>}
      {data && !memory && <Problem error={new ApiError('NOT_FOUND', '')} />}
      {error && (
        <>
          <Problem error={apiErrorOf(error)} />
          <Button onClick={() => askAgain({ requestPolicy: 'network-only' })}>{strings.tryAgain}</Button>
        </>
      )}
      {memory && (
        <>
          <p className="memory-content" dir="auto">
            {memory.content}
          </p>
          {memory.source && <KeepSwitch memory={memory} onChanged={onChanged} />}
          <MemoryFacts memory={memory} />
          {memory.history.length > 0 && <MemoryHistory versions={memory.history} />}
        </>
      )}
    </Dialog>
  );
}

/** Whether a memory outlives the conversation it was drawn from. */
function KeepSwitch({
  memory,
  onChanged,
}: {
  memory: ListedMemoryFragment;
  onChanged: MemoryDetailsProps['onChanged'];
}) {
  const strings = useStrings();
  const api = useApi();
  /** What it is being changed to. */
  const [wanted, setWanted] = useState<boolean>();
  const [problem, setProblem] = useState<ApiError>();
  const keep = async (kept: boolean) => {
    setWanted(kept);
    setProblem(undefined);
    try {
      const { keepMemory } = await api.change(KeepMemoryDocument, { id: memory.id, kept });
      onChanged(keepMemory);
      await api.ask(MemoryWithHistoryDocument, { id: memory.id });
    } catch (cause) {
      setProblem(apiErrorOf(cause));
    } finally {
      setWanted(undefined);
    }
  };
  return (
    <>
      <Switch
        label={strings.memory.keep}
        hint={strings.memory.keepExplained}
        checked={wanted ?? memory.kept}
        onChange={(kept) => void keep(kept)}
      />
      {problem && <Problem error={problem} />}
    </>
  );
}

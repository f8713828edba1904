import { useQuery } from 'urql';
import { documentOf } from '../api/document.ts';
import { StoredDocument } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Answered } from '../parts/answered.tsx';
import { Meter } from '../parts/meter.tsx';
import { useNumbers } from '../parts/numbers.ts';

const STORED = documentOf(StoredDocument);

/** How much of the space for what somebody writes is taken. */
export function StoredSpace() {
  const { usage } = useStrings();
  const numbers = useNumbers();
  const [state, askAgain] = useQuery({ query: STORED, variables: {}, requestPolicy: 'cache-and-network' });
  return (
    <Answered state={state} retry={() => askAgain({ requestPolicy: 'network-only' })}>
      {({ stored: { bytes, limit } }) => (
        <Meter
          label={usage.stored}
          value={bytes}
          limit={limit ?? null}
          text={
            typeof limit === 'number'
              ? usage.storedOf(numbers.bytes(bytes), numbers.bytes(limit))
              : usage.storedUnlimited(numbers.bytes(bytes))
          }
        />
      )}
    </Answered>
  );
}

import { useStrings } from '../language/language.tsx';
import { Facts } from '../parts/facts.tsx';
import { Moment } from '../parts/moment.tsx';
import { useNumbers } from '../parts/numbers.ts';
import type { Status } from './status.ts';

/** What holds of the server besides: what it runs, since when, and how much it keeps. */
export function ServerFacts({ status }: { readonly status: Status }) {
  const { facts, modes } = useStrings().status;
  const numbers = useNumbers();
  const { version, mode, startedAt, model, memory, cache, process, requests } = status;
  return (
    <Facts
      facts={[
        [facts.version, version],
        [facts.mode, modes[mode]],
        [facts.started, <Moment key="started" at={startedAt} />],
        [facts.model, model],
        [facts.memories, facts.memoriesSize(numbers.count(memory.items), numbers.bytes(memory.bytes))],
        [facts.cache, facts.cacheUse(numbers.count(cache.entries), numbers.share(cache.hitRatio))],
        [facts.requests, facts.requestCounts(numbers.count(requests.answered), numbers.count(requests.failed))],
        [facts.subscriptions, numbers.count(process.openSubscriptions)],
      ]}
    />
  );
}

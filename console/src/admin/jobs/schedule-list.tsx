import { useQuery } from 'urql';
import { documentOf } from '../../api/document.ts';
import { SchedulesDocument, type SchedulesQuery } from '../../generated/graphql.ts';
import { useStrings } from '../../language/language.tsx';
import { Answered } from '../../parts/answered.tsx';
import { Facts } from '../../parts/facts.tsx';
import { Moment } from '../../parts/moment.tsx';

const SCHEDULES = documentOf(SchedulesDocument);

/** What the process that answers does again and again, with how it went last. */
export function ScheduleList() {
  const [state, askAgain] = useQuery({ query: SCHEDULES, requestPolicy: 'cache-and-network' });
  return (
    <Answered state={state} retry={() => askAgain({ requestPolicy: 'network-only' })}>
      {({ schedules }) => (
        <ul className="rows">
          {schedules.map((schedule) => (
            <ScheduleRow key={schedule.name} schedule={schedule} />
          ))}
        </ul>
      )}
    </Answered>
  );
}

function ScheduleRow({ schedule }: { readonly schedule: SchedulesQuery['schedules'][number] }) {
  const { admin } = useStrings();
  const { name, does, isRunning, lastRun, nextRunAt } = schedule;
  const names: Readonly<Record<string, string>> = admin.scheduleNames;
  const words: Readonly<Record<string, string>> = admin.scheduleWords;
  return (
    <li className="row">
      {/* A server that is newer than this page may tell of more, in its own words. */}
      <h3>{Object.hasOwn(names, name) ? names[name] : name}</h3>
      <p>{Object.hasOwn(words, name) ? words[name] : does}</p>
      <Facts
        facts={[
          [admin.lastRun, lastRun ? <Moment key="last" at={lastRun.startedAt} /> : admin.notYet],
          [admin.outcome, lastRun ? (lastRun.problem ?? admin.wentWell) : undefined],
          [admin.nextRun, isRunning ? admin.runsNow : <Moment key="next" at={nextRunAt} />],
        ]}
      />
    </li>
  );
}

import { useEffect, useState, useSyncExternalStore } from 'react';
import { useStrings } from '../language/language.tsx';
import { Icon } from '../parts/icon.tsx';
import { useApi } from '../session/session.ts';

/** How long the server may be out of reach before it is said, in milliseconds: most losses are made good by then. */
const QUIET_MS = 1_500;

/** Says that the page is cut off. */
export function ReachBanner() {
  const strings = useStrings();
  const { connection } = useApi();
  const reach = useSyncExternalStore(connection.subscribe, () => connection.reach);
  const [told, setTold] = useState(reach);
  useEffect(() => {
    const timer = setTimeout(() => setTold(reach), reach === 'reconnecting' ? QUIET_MS : 0);
    return () => clearTimeout(timer);
  }, [reach]);
  return (
    <div role="status" className={told === 'online' ? undefined : 'reach'}>
      {told !== 'online' && (
        <>
          <Icon name="offline" /> {strings.reach[told]}
        </>
      )}
    </div>
  );
}

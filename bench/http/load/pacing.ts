/** Says when the next request may begin. Times are those of `performance.now()`, in milliseconds. */
export interface Pacing {
  /** Is called with a connection that has nothing to do. */
  idle(connection: number): void;
  /** Begins nothing any more. */
  stop(): void;
}

type Begin = (connection: number, due: number) => void;

/** Each answer begins the next request at once. */
export function withoutPause(begin: Begin): Pacing {
  let stopped = false;
  return {
    idle(connection) {
      if (!stopped) begin(connection, performance.now());
    },
    stop() {
      stopped = true;
    },
  };
}

/**
 * Requests begin at their times, however long others take. One that is due while all connections are in use waits, and
 * its wait is a part of its time: clients that come by themselves don't wait for each other.
 */
export function atPace(perSecond: number, begin: Begin): Pacing {
  const everyMs = 1_000 / perSecond;
  const idle: number[] = [];
  let nextDue = performance.now();
  let stopped = false;

  const beginDue = (): void => {
    const now = performance.now();
    while (!stopped && nextDue <= now) {
      const connection = idle.shift();
      if (connection === undefined) return;
      begin(connection, nextDue);
      nextDue += everyMs;
    }
  };
  // A timer would come a millisecond late, which is longer than an answer takes.
  const look = (): void => {
    if (stopped) return;
    beginDue();
    setImmediate(look);
  };
  setImmediate(look);
  return {
    idle: (connection) => void idle.push(connection),
    stop() {
      stopped = true;
    },
  };
}

/** Hands each event to all subscribers, each of which has a queue of its own. */
export function createSource() {
  const subscribers = new Set();
  return {
    publish(event) {
      for (const subscriber of subscribers) subscriber(event);
    },
    async *subscribe() {
      const waiting = [];
      let wake = () => undefined;
      const subscriber = (event) => {
        waiting.push(event);
        wake();
      };
      subscribers.add(subscriber);
      try {
        for (;;) {
          while (waiting.length > 0) yield waiting.shift();
          await new Promise((resolve) => {
            wake = resolve;
          });
        }
      } finally {
        subscribers.delete(subscriber);
      }
    },
  };
}

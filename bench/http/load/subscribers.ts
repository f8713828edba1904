import type { SubscribeOrder } from './orders.ts';
import { Subscriber } from './subscriber.ts';

/** So many sockets connect at a time: more than a server has room for in its queue would have to try again. */
const CONNECTING = 200;

/** Many sockets with the same subscription. */
export interface Subscribers {
  /**
   * Resolves when `each` events have been delivered to all of them together, for so many times.
   *
   * @param options.counted is called each time, but for the last
   */
  count(each: number, options: { readonly times: number; readonly counted: () => void }): Promise<void>;
  close(): void;
}

/** Opens them, and resolves when all have sent their subscription. */
export async function openSubscribers(
  { url, query, sockets }: SubscribeOrder,
  failed: (error: Error) => void,
): Promise<Subscribers> {
  const opened: Subscriber[] = [];
  let deliveries = 0;
  let onDelivery: () => void = () => undefined;
  const delivered = (): void => {
    deliveries++;
    onDelivery();
  };
  const openNext = async (): Promise<void> => {
    while (opened.length < sockets) {
      await new Promise<void>((subscribed) => {
        opened.push(new Subscriber({ url, query, subscribed, delivered, failed }));
      });
    }
  };
  await Promise.all(Array.from({ length: CONNECTING }, openNext));
  return {
    async count(each, { times, counted }) {
      deliveries = 0;
      await new Promise<void>((resolve) => {
        onDelivery = () => {
          if (deliveries === each * times) resolve();
          else if (deliveries % each === 0) counted();
        };
      });
    },
    close() {
      for (const subscriber of opened) subscriber.close();
    },
  };
}

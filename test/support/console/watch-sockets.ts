import type { Page, WebSocket } from 'playwright-core';

/** The sockets that a page opens, and what goes over them. */
export interface WatchedSockets {
  /** How many are open. */
  open(): number;
  /** How many messages the server sent in which this stands. */
  received(text: string): number;
  /** The first socket on which the server sent this. */
  firstWith(text: string): WebSocket | undefined;
}

/** Watches a page from before it opens its first socket; the page is loaded again. */
export async function watchSockets(page: Page): Promise<WatchedSockets> {
  // Of a page that is left while it opens its socket, the browser doesn't always tell that the socket was closed.
  const address = page.url();
  await page.goto('about:blank');
  const all: WebSocket[] = [];
  const messages: { readonly socket: WebSocket; readonly text: string }[] = [];
  page.on('websocket', (socket) => {
    all.push(socket);
    socket.on('framereceived', ({ payload }) => messages.push({ socket, text: String(payload) }));
  });
  await page.goto(address);
  return {
    open: () => all.filter((socket) => !socket.isClosed()).length,
    received: (wanted) => messages.filter(({ text }) => text.includes(wanted)).length,
    firstWith: (wanted) => messages.find(({ text }) => text.includes(wanted))?.socket,
  };
}

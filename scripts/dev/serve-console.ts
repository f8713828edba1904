import { createServer } from 'vite';
import { consoleOptions } from '../build/console-options.ts';
import { generateOnChange } from './generate-on-change.ts';
import { urqlAsBuilt } from './urql-as-built.ts';

export interface ConsoleServerOptions {
  /** Taken if it is free, or else the next one that is. */
  readonly port: number;
  /** Where the server answers what isn't a page, `http://host:port`. */
  readonly serverUrl: string;
}

/** What of the console is the server's to answer. */
const OF_SERVER = ['/graphql', '/graphiql', '/console/settings.json', '/health', '/metrics'];

/**
 * Serves the console from its sources: a page is reloaded when one of its files is edited.
 *
 * What the server answers is passed on as the browser sent it. The host that the browser names is this one, and so is
 * the page's origin: to the server it is a page of its own.
 */
export async function serveConsole({ port, serverUrl }: ConsoleServerOptions): Promise<ConsoleServer> {
  const passOn = { target: serverUrl, ws: true };
  const vite = await createServer({
    ...consoleOptions,
    base: '/',
    plugins: [generateOnChange(serverUrl)],
    optimizeDeps: { rolldownOptions: { plugins: [urqlAsBuilt] } },
    server: { host: '127.0.0.1', port, proxy: Object.fromEntries(OF_SERVER.map((path) => [path, passOn])) },
  });
  await vite.listen();
  const [url = ''] = vite.resolvedUrls?.local ?? [];
  return { url, close: () => vite.close() };
}

export interface ConsoleServer {
  /** `http://127.0.0.1:port/` */
  readonly url: string;
  close(): Promise<void>;
}

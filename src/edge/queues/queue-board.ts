import { createBullBoard } from '@bull-board/api';
import type { AppControllerRoute, BullBoardQueues, IServerAdapter, UIConfig } from '@bull-board/api/dist/types.js';
import { BadUserInputError } from '../../errors.ts';
import type { LaneView } from '../../queue/lane-view.ts';
import { LaneAdapter } from './lane-adapter.ts';
import { BOARD_SETTINGS } from './queues-page.ts';

/** What Bull Board's page asks for. */
export interface QueueBoard {
  /**
   * Answers a GET of the page.
   *
   * @param path below the board's own, such as `/api/queues`
   * @param search the query string, without its question mark
   * @returns undefined when nothing is at that path
   * @throws {BadUserInputError} when the path or the query can't be read
   */
  read(path: string, search: string): Promise<{ readonly status: number; readonly body: unknown } | undefined>;
}

/** What is in a lane, by its name, in words for those who look after the server. */
const DESCRIPTIONS: Readonly<Record<string, string>> = {
  jobs: 'What somebody waits for',
  background: 'What nobody waits for',
};

interface Reading {
  readonly pattern: readonly string[];
  readonly handler: AppControllerRoute['handler'];
}

/** Bull Board over the lanes, without a web framework: of its routes, those that only read. */
export function createQueueBoard(lanes: readonly LaneView[]): QueueBoard {
  let queues: BullBoardQueues = new Map();
  let uiConfig: UIConfig = {};
  let readings: readonly Reading[] = [];
  const serverAdapter: IServerAdapter = {
    setQueues(given) {
      queues = given;
      return serverAdapter;
    },
    setUIConfig(given) {
      uiConfig = given;
      return serverAdapter;
    },
    setApiRoutes(routes) {
      readings = routes.flatMap(readingsOf);
      return serverAdapter;
    },
    // Lex serves the page and its files itself, and answers errors as everywhere.
    setViewsPath: () => serverAdapter,
    setStaticPath: () => serverAdapter,
    setEntryRoute: () => serverAdapter,
    setErrorHandler: () => serverAdapter,
  };
  createBullBoard({
    queues: lanes.map((lane) => new LaneAdapter(lane, DESCRIPTIONS[lane.name] ?? '')),
    serverAdapter,
    // Without a path it would look for its page among installed packages.
    options: { uiBasePath: '/', uiConfig: BOARD_SETTINGS },
  });

  return {
    async read(path, search) {
      const segments = path.split('/').map(decoded);
      for (const { pattern, handler } of readings) {
        const params = paramsOf(pattern, segments);
        if (!params) continue;
        const query = Object.fromEntries(new URLSearchParams(search));
        // Bull Board takes this one apart once more.
        decoded(query['activeQueue'] ?? '');
        const { status = 200, body } = await handler({ queues, uiConfig, query, params, body: {}, headers: {} });
        return { status, body };
      }
      return undefined;
    },
  };
}

function readingsOf({ method, route, handler }: AppControllerRoute): Reading[] {
  if (![method].flat().includes('get')) return [];
  return [route].flat().map((each) => ({ pattern: each.split('/'), handler }));
}

/** The parts of a path that a pattern names with a colon; undefined when the path is another one. */
function paramsOf(pattern: readonly string[], segments: readonly string[]): Record<string, string> | undefined {
  if (pattern.length !== segments.length) return undefined;
  const params: Record<string, string> = {};
  for (const [place, part] of pattern.entries()) {
    const segment = segments[place] ?? '';
    if (part.startsWith(':')) params[part.slice(1)] = segment;
    else if (part !== segment) return undefined;
  }
  return params;
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (cause) {
    throw new BadUserInputError('The address is not well formed.', { cause });
  }
}

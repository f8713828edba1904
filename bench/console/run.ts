import { UpdateViewerDocument } from '../../src/generated/graphql.ts';
import { GraphqlClient } from '../../test/support/clients/graphql-client.ts';
import { median, percentile } from '../measure.ts';
import { type Pace, startPacedProvider } from '../paced-provider.ts';
import { startServer, withDataDirectory } from '../server-process.ts';
import { machine, markdownTable } from '../table.ts';
import { launchChromium } from './browser.ts';
import { importLongConversation } from './long-conversation.ts';
import { markdownToken } from './markdown-tokens.ts';
import { measureOpening } from './measure-opening.ts';
import { measureStreaming, type Streaming } from './measure-streaming.ts';

// `npm run bench -- console`: the console in Chromium, which is on the same machine as the server. How long it takes
// to open, and whether the page keeps up while a reply is written.

const OPENINGS = 7;
const MESSAGES = 1_000;
/** Of the replies that are written: as fast as people read, as most models write, and as the fastest do. */
const PACES: readonly Pace[] = [20, 50, 200].map((perSecond) => ({
  tokens: perSecond * 20,
  everyMs: 1_000 / perSecond,
  token: markdownToken,
}));
/** A frame that comes later than this was seen to be late, in milliseconds: three of them were due by then. */
const LATE_FRAME_MS = 50;

const ms = (value: number): string => `${value.toFixed(0)} ms`;
const range = (values: readonly number[], write: (value: number) => string): string =>
  `${write(median(values))} (${write(Math.min(...values))} to ${write(Math.max(...values))})`;

function streamingRow(what: string, { frames, longTasks, busy, seconds }: Streaming): string[] {
  const late = frames.filter((each) => each > LATE_FRAME_MS).length;
  return [
    what,
    `${(frames.length / seconds).toFixed(0)}/s`,
    `${ms(median(frames))}, ${ms(percentile(frames, 0.99))}, ${ms(Math.max(...frames))}`,
    `${late} of ${frames.length}`,
    longTasks.length === 0 ? 'none' : `${longTasks.length}, the longest ${ms(Math.max(...longTasks))}`,
    `${(busy * 100).toFixed(0)}%`,
  ];
}

await withDataDirectory(async (dataDir) => {
  const browser = await launchChromium();
  const rows: string[][] = [];
  const opened: { interactiveMs: number; bytes: number }[] = [];
  try {
    for (const pace of PACES) {
      const provider = await startPacedProvider(pace);
      const settings = { LEX_MODEL: 'compatible/paced', COMPATIBLE_BASE_URL: provider.url };
      const directory = `${dataDir}/${1_000 / pace.everyMs}`;
      const server = await startServer(directory, settings);
      try {
        // Only replies are asked of the provider.
        await new GraphqlClient(server.url).run(UpdateViewerDocument, { drawsMemories: false });
        if (opened.length === 0) {
          await measureOpening(browser, server.url);
          for (let turn = 0; turn < OPENINGS; turn += 1) opened.push(await measureOpening(browser, server.url));
        }
        const long = await importLongConversation(server.url, MESSAGES);
        for (const [where, path] of [
          ['a new conversation', ''],
          [`one of ${MESSAGES} messages`, long],
        ] as const) {
          const streaming = await measureStreaming(browser, `${server.url}/${path}`);
          rows.push(streamingRow(`${1_000 / pace.everyMs} tokens/s into ${where}`, streaming));
        }
      } finally {
        await server.stop();
        await provider.close();
      }
    }
  } finally {
    await browser.close();
  }
  const opening = [
    ['opening, with nothing kept by the browser', 'measured'],
    [
      'first byte to interactive',
      range(
        opened.map(({ interactiveMs }) => interactiveMs),
        ms,
      ),
    ],
    [
      'loaded',
      range(
        opened.map(({ bytes }) => bytes / 1_024),
        (kib) => `${kib.toFixed(0)} KiB`,
      ),
    ],
  ];
  const head = [
    'a reply of 20 s',
    'frames',
    'from one to the next: p50, p99, most',
    'later than 50 ms',
    'long tasks',
    'main thread',
  ];
  process.stdout.write(`${markdownTable(opening)}\n\n${markdownTable([head, ...rows])}\n\n${machine()}\n`);
});

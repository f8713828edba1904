import { remember } from './remember.ts';

/** How more than one result is written: as server-sent events, or as Apollo's clients take them. */
export type StreamKind = 'event-stream' | 'multipart';

/** How one answer is written. */
export type AnswerKind = 'json' | 'graphql-response+json' | StreamKind;

/** What a client's Accept header asks for. */
export interface Accepted {
  /** For a single result; undefined when the client takes none of the kinds there are. */
  readonly answer: AnswerKind | undefined;
  /** For a subscription; undefined when the client takes no stream. */
  readonly stream: StreamKind | undefined;
  /** Whether a page is wanted more than data, as when somebody opens the address in a browser. */
  readonly page: boolean;
}

const KINDS: Readonly<Record<string, AnswerKind | 'page' | 'any'>> = {
  'application/json': 'json',
  'application/graphql-response+json': 'graphql-response+json',
  'text/event-stream': 'event-stream',
  // In this protocol alone: parts may be anything else as well.
  'multipart/mixed;subscriptionspec=1.0': 'multipart',
  'text/html': 'page',
  'application/*': 'json',
  '*/*': 'any',
};

/** Reads an Accept header; a client without one takes anything. Of kinds that are wanted alike, the first counts. */
export function readAccept(header = ''): Accepted {
  return parseAccept(header);
}

const parseAccept = remember((header: string): Accepted => {
  const wanted = (header.trim() || '*/*')
    .split(',', 32)
    .flatMap((range) => {
      const [type = '', ...parameters] = range.split(';').map((part) => part.trim().toLowerCase());
      const quality = Number(parameters.find((each) => each.startsWith('q='))?.slice(2) ?? 1);
      const name = type === 'multipart/mixed' ? `${type};${parameters.find(isSpec)?.replaceAll('"', '')}` : type;
      const kind = Object.hasOwn(KINDS, name) ? KINDS[name] : undefined;
      return kind && quality > 0 ? [{ kind, quality }] : [];
    })
    .sort((one, other) => other.quality - one.quality)
    .map(({ kind }) => kind);
  const kinds = wanted.flatMap((kind) => (kind === 'page' ? [] : [kind]));
  // Who takes parts wants them for subscriptions, and names a plain kind for the rest.
  const answer = kinds.find((kind) => kind !== 'multipart') ?? kinds[0];
  const stream = kinds.find((kind) => kind === 'event-stream' || kind === 'multipart' || kind === 'any');
  return {
    answer: answer === 'any' ? 'json' : answer,
    stream: stream === 'multipart' ? stream : stream && 'event-stream',
    page: wanted[0] === 'page',
  };
});

const isSpec = (parameter: string): boolean => parameter.startsWith('subscriptionspec=');

import { remember } from './remember.ts';

/** How one answer is written. */
export type AnswerKind = 'json' | 'graphql-response+json' | 'event-stream';

/** What a client's Accept header asks for. */
export interface Accepted {
  /** For a single result; undefined when the client takes none of the kinds there are. */
  readonly answer: AnswerKind | undefined;
  /** Whether a stream of events may be sent. */
  readonly stream: boolean;
  /** Whether a page is wanted more than data, as when somebody opens the address in a browser. */
  readonly page: boolean;
}

const KINDS: Readonly<Record<string, AnswerKind | 'page' | 'any'>> = {
  'application/json': 'json',
  'application/graphql-response+json': 'graphql-response+json',
  'text/event-stream': 'event-stream',
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
      const kind = Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
      return kind && quality > 0 ? [{ kind, quality }] : [];
    })
    .sort((one, other) => other.quality - one.quality)
    .map(({ kind }) => kind);
  const answer = wanted.find((kind) => kind !== 'page');
  return {
    answer: answer === 'any' ? 'json' : answer,
    stream: wanted.includes('event-stream') || wanted.includes('any'),
    page: wanted[0] === 'page',
  };
});

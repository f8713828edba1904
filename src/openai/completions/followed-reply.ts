import type { ReplyService } from '../../chat/replies/reply-service.ts';
import { LexError, UnavailableError } from '../../errors.ts';
import type { AnswerStep } from './answered-completion.ts';
import type { TimeLimit } from './time-limit.ts';

type ReplyEvents = ReturnType<ReplyService['stream']>;
type EndedReply = Extract<
  ReplyEvents extends AsyncIterable<infer Event> ? Event : never,
  { message: unknown }
>['message'];

/**
 * The words of a reply, once each. When an attempt at it has failed and another begins, what that writes alike is
 * passed over; what was sent can't be taken back, so that one which goes on in other words ends the answer.
 *
 * @throws {LexError} when the reply has failed, or its second attempt differs
 */
export async function* followReply(events: ReplyEvents, limit: Pick<TimeLimit, 'end'>): AsyncGenerator<AnswerStep> {
  const text = new Repeated();
  const reasoning = new Repeated();
  try {
    for await (const event of events) {
      switch (event.kind) {
        case 'RESTARTED':
          text.restart();
          reasoning.restart();
          break;
        case 'DELTA':
        case 'REASONING': {
          const isText = event.kind === 'DELTA';
          const fresh = isText ? text.take(event.text) : reasoning.take(event.reasoning);
          if (fresh) yield { kind: isText ? 'text' : 'reasoning', text: fresh };
          break;
        }
        case 'AUDIO':
          break;
        case 'FAILED':
          throw failureOf(event.message);
        default: {
          text.end();
          yield endOf(event.message);
          return;
        }
      }
    }
  } finally {
    limit.end();
  }
  throw followedTooLong();
}

/** A reply that is given as one: only how it has ended counts. */
export async function* awaitReply(events: ReplyEvents, limit: Pick<TimeLimit, 'end'>): AsyncGenerator<AnswerStep> {
  try {
    for await (const event of events) {
      if (event.kind === 'FAILED') throw failureOf(event.message);
      if (!('message' in event) || event.kind === 'AUDIO') continue;
      const { content, reasoning } = event.message;
      if (reasoning) yield { kind: 'reasoning', text: reasoning };
      yield { kind: 'text', text: content };
      yield endOf(event.message);
      return;
    }
  } finally {
    limit.end();
  }
  throw followedTooLong();
}

function endOf({ finishReason, inputTokens, outputTokens }: EndedReply): AnswerStep {
  const tokens = { inputTokens: inputTokens ?? 0, outputTokens: outputTokens ?? 0 };
  return { kind: 'end', finishReason: finishReason ?? 'STOP', ...tokens };
}

/** The stream of a reply ends without its end when its signal aborts. */
export function followedTooLong(): UnavailableError {
  return new UnavailableError('The reply goes on, and can be followed no longer here: ask again with the same key.');
}

function failureOf({ error, errorCode }: { error: string | null; errorCode: string | null }): LexError {
  const code = errorCode === 'BUDGET_EXCEEDED' ? errorCode : 'UNAVAILABLE';
  return new LexError(code, error ?? 'The reply has failed.');
}

/** Text that may be written a second time from its beginning. */
class Repeated {
  #given = '';
  /** How far the second writing has come; undefined during the first. */
  #at: number | undefined;

  restart(): void {
    this.#at = 0;
  }

  /** @returns what of it is new */
  take(piece: string): string {
    if (this.#at === undefined) {
      this.#given += piece;
      return piece;
    }
    const known = this.#given.slice(this.#at, this.#at + piece.length);
    if (!piece.startsWith(known)) throw writtenAnew();
    const fresh = piece.slice(known.length);
    this.#at += piece.length;
    this.#given += fresh;
    return fresh;
  }

  /** @throws {LexError} when the second writing is shorter than the first */
  end(): void {
    if (this.#at !== undefined && this.#at < this.#given.length) throw writtenAnew();
  }
}

function writtenAnew(): LexError {
  return new UnavailableError('The reply was begun anew in other words: ask again with the same key to get all of it.');
}

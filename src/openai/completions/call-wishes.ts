import { BadUserInputError } from '../../errors.ts';
import { readId } from '../../global-id.ts';
import type { CompletionRequest } from './completion-request.ts';

/** What a client says of a call in headers, which go before the field of the same meaning in `metadata`. */
export interface CallHeaders {
  /** `X-Lex-Conversation`: `new`, or the id of a conversation. */
  readonly conversation: string | undefined;
  /** `X-Lex-Memory`: `on` or `off`. */
  readonly memory: string | undefined;
  /** `Idempotency-Key`. */
  readonly idempotencyKey: string | undefined;
}

/** Where a completion is kept. */
export type Kept = { readonly kind: 'new' } | { readonly kind: 'in'; readonly conversationId: string };

/** What a call wants besides its answer. */
export interface CallWishes {
  /** Undefined: nothing of it is kept. */
  readonly kept: Kept | undefined;
  readonly recalls: boolean;
  readonly idempotencyKey: string | undefined;
}

/** @throws {BadUserInputError} */
export function readWishes({ metadata }: Pick<CompletionRequest, 'metadata'>, headers: CallHeaders): CallWishes {
  const conversation = wishOf('lex_conversation', headers.conversation, metadata);
  const memory = wishOf('lex_memory', headers.memory, metadata);
  if (memory !== undefined && memory !== 'on' && memory !== 'off') {
    throw new BadUserInputError('X-Lex-Memory, or metadata.lex_memory, takes on or off.', { param: MEMORY });
  }
  return {
    kept: conversation === undefined ? undefined : keptIn(conversation),
    recalls: memory !== 'off',
    idempotencyKey: headers.idempotencyKey || undefined,
  };
}

const MEMORY = 'metadata.lex_memory';

function wishOf(name: string, header: string | undefined, metadata: CompletionRequest['metadata']): string | undefined {
  const value = header || metadata[name];
  if (value == null || value === '') return undefined;
  const param = `metadata.${name}`;
  if (typeof value !== 'string') throw new BadUserInputError(`${param} takes a text.`, { param });
  return value;
}

function keptIn(conversation: string): Kept {
  if (conversation === 'new') return { kind: 'new' };
  try {
    return { kind: 'in', conversationId: readId('Conversation', conversation) };
  } catch (error) {
    throw new BadUserInputError('X-Lex-Conversation, or metadata.lex_conversation, takes new or a conversation’s id.', {
      param: 'metadata.lex_conversation',
      cause: error,
    });
  }
}

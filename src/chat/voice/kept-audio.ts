import { createHash } from 'node:crypto';
import type { FileService } from '../../files/file-service.ts';
import type { Sound } from './speech-engine.ts';
import { wavOf } from './wav.ts';

/** The audio of a reply, as it is kept. */
export interface KeptAudio {
  readonly fileId: string;
  readonly seconds: number;
}

/** More than half an hour of sound at any rate that engines have. */
const LONGEST_BYTES = 256 * 2 ** 20;

/**
 * Keeps sounds as the WAV file of a reply, the only one that it has. Where the same is there already, that one stays.
 *
 * @throws {ReferenceGoneError} when the reply was deleted meanwhile
 * @throws {UnavailableError} when it can't be stored
 */
export async function keepAudio(
  files: Pick<FileService, 'store' | 'ofMessages' | 'deleteOfMessage'>,
  sounds: readonly Sound[],
  {
    ownerId,
    messageId,
    signal,
  }: { readonly ownerId: string; readonly messageId: string; readonly signal: AbortSignal },
): Promise<KeptAudio> {
  const { pieces, seconds } = wavOf(sounds);
  const sum = createHash('sha256');
  for (const piece of pieces) sum.update(piece);
  const [known] = await files.ofMessages([messageId], 'AUDIO');
  const kept =
    known?.sha256 === sum.digest('hex')
      ? known
      : await files.store({
          user: ownerId,
          messageId,
          purpose: 'AUDIO',
          name: 'reply.wav',
          contentType: 'audio/wav',
          content: each(pieces),
          limit: LONGEST_BYTES,
          signal,
        });
  // Who no longer waits for it may have been overtaken: the others may be of a later attempt.
  signal.throwIfAborted();
  await files.deleteOfMessage(messageId, 'AUDIO', { but: kept.id });
  return { fileId: kept.id, seconds };
}

async function* each(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

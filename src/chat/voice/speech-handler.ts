import { createHash } from 'node:crypto';
import type { ChangeJournal } from '../../cache/change-journal.ts';
import type { EventBus } from '../../events/event-bus.ts';
import type { FileService } from '../../files/file-service.ts';
import type { Job } from '../../jobs/job.ts';
import type { AttemptContext, JobHandler } from '../../jobs/job-kind.ts';
import { conversationTopic } from '../messages/message-events.ts';
import type { Sound } from './speech-engine.ts';
import type { SpeechStore } from './speech-store.ts';
import { type SpeechInput, speechTask } from './speech-task.ts';
import type { SpokenAhead } from './spoken-ahead.ts';
import { spokenSentences } from './text-for-ear.ts';
import { wavOf } from './wav.ts';

/** The result of the job, which its owner sees. */
interface Spoken {
  /** How long it is; 0 where there was nothing to say, or the message was deleted meanwhile. */
  readonly seconds: number;
}

/** More than half an hour of sound at any rate that engines have. */
const LONGEST_BYTES = 256 * 2 ** 20;

/**
 * Speaks replies, and keeps each as a WAV file that goes with its message. An attempt after one that died finds the
 * file, or makes it anew.
 */
export function createSpeechHandler(deps: {
  readonly texts: SpeechStore;
  readonly ahead: SpokenAhead;
  readonly files: FileService;
  readonly events: EventBus;
  readonly journal: ChangeJournal;
}): JobHandler<SpeechInput, 'SPEECH'> {
  const { texts, ahead, files, events, journal } = deps;

  async function speak(job: Job, { messageId }: SpeechInput, { signal, progress }: AttemptContext): Promise<Spoken> {
    const text = await texts.textOf(job.ownerId, messageId);
    const sentences = spokenSentences(text ?? '');
    if (sentences.length === 0) return { seconds: 0 };
    const sounds: Sound[] = [];
    for (const [index, sentence] of sentences.entries()) {
      sounds.push(await ahead.speak(sentence, signal));
      await progress(((index + 1) / sentences.length) * 95, `${index + 1} of ${sentences.length} sentences are spoken`);
    }
    const { pieces, seconds } = wavOf(sounds);
    const sum = createHash('sha256');
    for (const piece of pieces) sum.update(piece);
    const [known] = await files.ofMessages([messageId], 'AUDIO');
    if (known?.sha256 === sum.digest('hex')) return { seconds };
    await files.store({
      user: job.ownerId,
      messageId,
      purpose: 'AUDIO',
      name: 'reply.wav',
      contentType: 'audio/wav',
      content: each(pieces),
      limit: LONGEST_BYTES,
      signal,
    });
    if (known) await files.delete([known.id]);
    return { seconds };
  }

  return {
    task: speechTask,
    start: (job) => {
      const input = speechTask.input.safeParse(job.input).data;
      return {
        run: (given, context) => speak(job, given, context),
        end: async () => ({
          writes: [],
          async announce({ ownerId, conversationId }) {
            if (!conversationId || !input) return;
            await journal.record(ownerId, ['Conversation', `Conversation:${conversationId}`, 'Message']);
            events.publish(conversationTopic(conversationId), { key: input.messageId });
          },
        }),
      };
    },
  };
}

async function* each(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

import type { ChangeJournal } from '../../cache/change-journal.ts';
import type { EventBus } from '../../events/event-bus.ts';
import type { FileService } from '../../files/file-service.ts';
import type { Job } from '../../jobs/job.ts';
import type { AttemptContext, JobHandler } from '../../jobs/job-kind.ts';
import { conversationTopic } from '../messages/message-events.ts';
import { keepAudio } from './kept-audio.ts';
import type { MannerOfUser } from './manner.ts';
import type { Sound } from './speech-engine.ts';
import type { SpeechStore } from './speech-store.ts';
import { type SpeechInput, speechTask } from './speech-task.ts';
import type { SpokenAhead } from './spoken-ahead.ts';
import { spokenSentences } from './text-for-ear.ts';

/** The result of the job, which its owner sees. */
interface Spoken {
  /** How long it is; 0 where there was nothing to say, or the message was deleted meanwhile. */
  readonly seconds: number;
}

interface Deps {
  readonly texts: SpeechStore;
  readonly ahead: SpokenAhead;
  readonly mannerOfUser: MannerOfUser;
  readonly files: FileService;
  readonly events: EventBus;
  readonly journal: ChangeJournal;
}

/**
 * Speaks replies, and keeps each as a WAV file that goes with its message. An attempt after one that died finds the
 * file, or makes it anew; so does the first, when the reply was spoken while it was written.
 */
export function createSpeechHandler(deps: Deps): JobHandler<SpeechInput, 'SPEECH'> {
  const { events, journal } = deps;
  return {
    task: speechTask,
    start: (job) => {
      const input = speechTask.input.safeParse(job.input).data;
      return {
        run: (given, context) => speak(deps, job, given, context),
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

async function speak(
  { texts, ahead, mannerOfUser, files }: Deps,
  { ownerId }: Job,
  { messageId, audio }: SpeechInput,
  { signal, progress }: AttemptContext,
): Promise<Spoken> {
  const [spoken] = audio ? await files.byIds(ownerId, [audio.fileId]) : [];
  if (audio && spoken) {
    // What attempts have left that were overtaken.
    await files.deleteOfMessage(messageId, 'AUDIO', { but: spoken.id });
    return { seconds: audio.seconds };
  }
  const text = await texts.textOf(ownerId, messageId);
  const sentences = spokenSentences(text ?? '');
  if (sentences.length === 0) return { seconds: 0 };
  const manner = await mannerOfUser(ownerId);
  const sounds: Sound[] = [];
  for (const [index, sentence] of sentences.entries()) {
    sounds.push(await ahead.take({ ownerId, sentence, ...manner }, signal));
    await progress(((index + 1) / sentences.length) * 95, `${index + 1} of ${sentences.length} sentences are spoken`);
  }
  const { seconds } = await keepAudio(files, sounds, { ownerId, messageId, signal });
  return { seconds };
}

import type { Database } from '../../database/database.ts';
import { Prisma } from '../../generated/prisma/client.ts';
import type { FollowUp } from '../../jobs/job-kind.ts';
import { followUp } from '../../jobs/job-store.ts';
import type { KeptAudio } from './kept-audio.ts';
import type { VoiceChoice } from './manner.ts';
import { speechTask } from './speech-task.ts';

/** Reads what is to be spoken, and how. */
export interface SpeechStore {
  /** The text of a user's reply; undefined when it was deleted. */
  textOf(ownerId: string, messageId: string): Promise<string | undefined>;
  /** How a user wants to be spoken to; one who was deleted has said nothing. */
  choiceOf(ownerId: string): Promise<VoiceChoice>;
}

const NOTHING: VoiceChoice = { voice: null, voiceLanguage: null, voiceRate: null };

export function createSpeechStore({ prisma }: Pick<Database, 'prisma'>): SpeechStore {
  return {
    async textOf(ownerId, id) {
      const found = await prisma.message.findFirst({
        where: { id, ownerId, role: 'ASSISTANT' },
        select: { content: true },
      });
      return found?.content;
    },
    async choiceOf(id) {
      const select = { voice: true, voiceLanguage: true, voiceRate: true } as const;
      return (await prisma.user.findUnique({ where: { id }, select })) ?? NOTHING;
    },
  };
}

/**
 * The job that speaks a reply, to be stored with the end of the reply. It doesn't name the message as its own: that is
 * the job which has written it.
 *
 * @param audio what was spoken already, if all of it was
 */
export function followUpSpeech(messageId: string, audio: KeptAudio | undefined): FollowUp {
  return followUp(
    {
      ownerId: Prisma.sql`changed."ownerId"`,
      task: speechTask,
      input: { messageId, ...(audio && { audio }) },
      conversationId: Prisma.sql`m."conversationId"`,
    },
    // The message is locked, since it may be deleted at this moment.
    Prisma.sql`FROM changed, "Message" m WHERE m."id" = ${messageId}::uuid FOR KEY SHARE OF m`,
  );
}

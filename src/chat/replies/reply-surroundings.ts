import type { ChangeJournal } from '../../cache/change-journal.ts';
import type { Database } from '../../database/database.ts';
import type { EventBus } from '../../events/event-bus.ts';
import type { Job } from '../../jobs/job.ts';
import type { FollowUp } from '../../jobs/job-kind.ts';
import type { MemoryService } from '../../memory/memory-service.ts';
import type { Metrics } from '../../metrics/metrics.ts';
import type { ModelContexts } from '../../models/contexts/model-contexts.ts';
import type { Model } from '../../models/model.ts';
import type { Models } from '../../models/models.ts';
import type { AttachmentService } from '../attachments/attachment-service.ts';
import type { Message } from '../messages/message.ts';
import type { Wording } from '../search/words/wording.ts';
import type { ReplyVoice } from '../voice/reply-voice.ts';
import type { ReplyLog } from './log/reply-log.ts';
import type { WritingPace } from './writing-pace.ts';

/** What replies are written with. */
export interface ReplySurroundings {
  readonly database: Database;
  readonly models: Models;
  readonly attachments: AttachmentService;
  readonly contexts: ModelContexts;
  readonly memory: MemoryService;
  readonly log: ReplyLog;
  /** Makes the words by which replies are found. */
  readonly wording: Wording;
  readonly events: EventBus;
  readonly journal: ChangeJournal;
  readonly pace: WritingPace;
  readonly observe: Pick<Metrics, 'firstDelta' | 'reply'>;
  /** Speaks what is written for the ear while it is written. */
  readonly voice: ReplyVoice;
  /** The job that looks for facts in a message which was answered; undefined when the message can't hold any. */
  planExtraction(answered: AnsweredMessage): FollowUp | undefined;
  /**
   * Tells those who follow the reply of a job.
   *
   * @param ended the row with which the reply has ended, if the job has and the row is known
   */
  announce(job: Job, ended?: Message): Promise<void>;
}

export interface AnsweredMessage {
  readonly messageId: string;
  readonly text: string;
  /** The model that answered it. */
  readonly model: Model;
  /** What was remembered while it was answered. */
  readonly remembered: readonly string[];
}

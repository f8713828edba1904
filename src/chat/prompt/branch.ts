import type { PromptImage } from '../../models/model.ts';

/**
 * What a reply answers: the messages that lead to it, as far back as they were read, and what the conversation and its
 * owner say of themselves. An attempt at a reply reads it when it begins: what was changed before counts.
 */
export interface Branch {
  /** The user's message that is answered. What is remembered of it names the message as its source. */
  readonly question: {
    readonly messageId: string;
    readonly number: bigint;
    readonly createdAt: Date;
    readonly text: string;
    /** How many files it has attached. */
    readonly attachmentCount: number;
    /** What is told of these files, after the text; left out where nothing is. */
    readonly files?: string;
    readonly images?: readonly PromptImage[];
  };
  /** The messages before the question, newest first. */
  readonly before: readonly BranchMessage[];
  /** Whether `before` goes back to the beginning. */
  readonly isWhole: boolean;
  /** The nearest summary of its beginning. */
  readonly summary: BranchSummary | undefined;
  /** How many older messages were neither read nor are summed up. */
  readonly unread: number;
  /** What its owner tells LEX for all conversations. */
  readonly instructions: string | undefined;
  /** What the conversation is told besides. */
  readonly systemPrompt: string | undefined;
  /** Whether the conversation has a title; otherwise this reply gives it one. */
  readonly titled: boolean;
  /** Whether facts may be extracted from what is said in it: both the conversation and its owner allow it. */
  readonly drawsMemories: boolean;
}

export interface BranchMessage {
  readonly id: string;
  readonly role: 'USER' | 'ASSISTANT' | 'SYSTEM' | 'TOOL';
  readonly content: string;
  /** How many files it has attached. */
  readonly attachmentCount: number;
  readonly images?: readonly PromptImage[];
}

/** What was said up to a message of the branch, that one included. */
export interface BranchSummary {
  readonly text: string;
  /** How many messages it sums up. */
  readonly turns: number;
  /** The place in `before` of the newest message that it sums up; past the end when that message wasn't read. */
  readonly at: number;
}

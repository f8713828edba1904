/** How much a deployment holds. */
export interface Sizes {
  /** Users who have memories, conversations and jobs, and no key. */
  readonly users: number;
  readonly conversations: number;
  readonly jobs: number;
  readonly memoriesOfUser: number;
  /** Users besides, who have a key and {@link MEMORIES_OF_OWNER} memories each. */
  readonly owners: number;
  /** Conversations of one user who has a key. */
  readonly conversationsOfReader: number;
  /** How many replies are asked for to see what one takes: of `local/lex`, and long ones of a provider. */
  readonly replies: number;
  readonly longReplies: number;
}

export const MESSAGES_OF_CONVERSATION = 10;
export const MEMORIES_OF_OWNER = 1_000;
/** From this share on there are as many owners, and as many chats, as in the whole. */
const WHOLE_FROM = 0.1;
/** Processor time is told in hundredths of a second, which fewer may not take. */
const LEAST_REPLIES = 10;

/** A deployment that has grown, or a share of it. */
export function fullSizes(share: number): Sizes {
  const some = (count: number): number => Math.max(1, Math.round(count * share));
  return {
    ...emptySizes(share),
    users: some(10_000),
    conversations: some(100_000),
    jobs: some(400_000),
    memoriesOfUser: 200,
    conversationsOfReader: some(10_000),
  };
}

/** Nobody but those who are asked for what is measured. */
export function emptySizes(share: number): Sizes {
  const some = (count: number, least = 1): number =>
    Math.max(least, Math.ceil(count * Math.min(1, share / WHOLE_FROM)));
  return {
    users: 0,
    conversations: 0,
    jobs: 0,
    memoriesOfUser: 0,
    owners: some(100),
    conversationsOfReader: 0,
    replies: some(400, LEAST_REPLIES),
    longReplies: some(150, LEAST_REPLIES),
  };
}

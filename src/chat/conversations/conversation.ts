/** A list of messages, oldest first, and what they are about. */
export interface Conversation {
  readonly id: string;
  /** Each new message gives it a higher number than any conversation has: lists show the latest spoken in first. */
  readonly activity: bigint;
  readonly ownerId: string;
  readonly title: string;
  /** Whether the title stays as it is; otherwise the first turn that ends makes one. */
  readonly titled: boolean;
  readonly archived: boolean;
  readonly systemPrompt: string | null;
  /** The model that answers where a message names none, as provider/name; null: the server's default. */
  readonly model: string | null;
  /** Whether facts may be extracted from what is said in it. */
  readonly drawsMemories: boolean;
  /** The highest number among its messages that its owner has read to their end; 0: none. */
  readonly readTo: bigint;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

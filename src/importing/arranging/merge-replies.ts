import type { TreeMessage } from './message-tree.ts';

/** A message with all that became one with it. */
export interface MergedMessage extends TreeMessage {
  readonly text: string;
  readonly reasoning: string | undefined;
  readonly model: string | undefined;
}

/**
 * Makes one reply of replies that directly follow each other, as models that use tools write them. Where one is
 * followed by several messages, it stays by itself: each of these begins a branch.
 *
 * @param tree each message after the one that it follows
 * @param longest a reply doesn't become longer, in characters
 */
export function mergeReplies(tree: readonly TreeMessage[], longest: number): MergedMessage[] {
  const followers = new Map<string, number>();
  for (const { parentId } of tree)
    if (parentId !== undefined) followers.set(parentId, (followers.get(parentId) ?? 0) + 1);
  const parts = new Map<string, Parts>();
  for (const each of tree) {
    const { message, parentId } = each;
    const before = parentId === undefined ? undefined : parts.get(parentId);
    const joins =
      before !== undefined &&
      message.role === 'ASSISTANT' &&
      before.first.message.role === 'ASSISTANT' &&
      followers.get(parentId ?? '') === 1 &&
      before.length + message.text.length < longest;
    const own: Parts = joins ? before : { first: each, parent: before?.first, texts: [], reasoning: [], length: 0 };
    own.texts.push(message.text);
    own.length += message.text.length + 2;
    if (message.reasoning) own.reasoning.push(message.reasoning);
    own.model ??= message.model;
    parts.set(message.id, own);
  }
  return [...new Set(parts.values())].map(({ first, parent, texts, reasoning, model }) => ({
    message: first.message,
    parentId: parent?.message.id,
    text: texts.join('\n\n'),
    reasoning: reasoning.length > 0 ? reasoning.join('\n\n') : undefined,
    model,
  }));
}

/** What becomes one message. */
interface Parts {
  readonly first: TreeMessage;
  /** The first part of the message that it follows. */
  readonly parent: TreeMessage | undefined;
  readonly texts: string[];
  readonly reasoning: string[];
  length: number;
  model?: string | undefined;
}

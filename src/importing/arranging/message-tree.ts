import { isStorableText } from '../../parse-input.ts';
import type { FoundMessage } from '../formats/found-conversation.ts';
import type { LeftOutReport } from './left-out.ts';

/** A message of a user or a model, with words. */
export interface SaidMessage extends FoundMessage {
  readonly role: 'USER' | 'ASSISTANT';
}

/** A message in the tree of those that are taken over. */
export interface TreeMessage {
  readonly message: SaidMessage;
  /** The nearest message before it that is taken over. */
  readonly parentId: string | undefined;
}

/** The longest id of a message, in characters. */
const LONGEST_ID = 200;

/**
 * The messages that are taken over, each after the one that it follows. Those of others than users and models, and
 * those without words, are left out, and what follows them then follows what was before them.
 *
 * It takes time in proportion to the messages, however they follow each other, and never calls itself: a branch may be
 * longer than the stack.
 */
export function treeOf(messages: readonly FoundMessage[], where: string, report: LeftOutReport): TreeMessage[] {
  const byId = new Map<string, FoundMessage>();
  for (const message of messages) {
    const isId = message.id.length <= LONGEST_ID && isStorableText(message.id);
    if (!isId || byId.has(message.id)) report.add('ID', where);
    else byId.set(message.id, message);
  }
  const children = new Map<string, FoundMessage[]>();
  const open: { readonly message: FoundMessage; readonly parentId: string | undefined }[] = [];
  for (const message of byId.values()) {
    const { parentId } = message;
    if (parentId === undefined || !byId.has(parentId)) {
      if (parentId !== undefined && isSaid(message)) report.add('MISSING_PARENT', where);
      open.push({ message, parentId: undefined });
    } else {
      const siblings = children.get(parentId);
      if (siblings) siblings.push(message);
      else children.set(parentId, [message]);
    }
  }
  const tree: TreeMessage[] = [];
  let reached = 0;
  // First come, first served: so all that are reached once are reached before their own followers.
  for (let at = 0; at < open.length; at++) {
    const { message, parentId } = open[at] ?? {};
    if (!message) continue;
    reached++;
    if (isSaid(message)) tree.push({ message, parentId });
    const place = isSaid(message) ? message.id : parentId;
    for (const child of children.get(message.id) ?? []) open.push({ message: child, parentId: place });
  }
  // What no first message leads to follows itself.
  report.add('CYCLE', where, byId.size - reached);
  return tree;
}

function isSaid(message: FoundMessage): message is SaidMessage {
  return message.role !== undefined && message.text.trim() !== '';
}

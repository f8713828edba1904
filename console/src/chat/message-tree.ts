import type { ThreadMessageFragment } from '../generated/graphql.ts';

/** A message of a conversation, as the page shows it. */
export type ThreadMessage = ThreadMessageFragment;

/** Whether it is known, and more of it is to come. */
export function isOpen(message: ThreadMessage | undefined): boolean {
  return message?.state === 'PENDING' || message?.state === 'STREAMING';
}

/**
 * The messages of a conversation that the page has, which branch where a message was edited or a reply written again.
 * One branch is shown: the one that ends in the message that was chosen last, or else in the newest.
 */
export class MessageTree {
  /** By their ids, oldest first: the server gives the order. */
  #messages = new Map<string, ThreadMessage>();
  #children = new Map<string, ThreadMessage[]>();
  #tip: string | undefined;

  get(id: string): ThreadMessage | undefined {
    return this.#messages.get(id);
  }

  /** @returns those that aren't over */
  get open(): readonly ThreadMessage[] {
    return [...this.#messages.values()].filter(isOpen);
  }

  /** Takes messages that come before all others. */
  addOlder(messages: readonly ThreadMessage[]): void {
    const added = messages.filter(({ id }) => !this.#messages.has(id));
    this.#messages = new Map([...added.map((each) => [each.id, each] as const), ...this.#messages]);
    this.#sort();
  }

  /** Takes new messages, in their order, and what became of those that are known. */
  addNewer(messages: readonly ThreadMessage[]): void {
    for (const message of messages) {
      const known = this.#messages.has(message.id);
      this.#messages.set(message.id, message);
      // Who reads the end of a branch goes on with it.
      if (!known && this.#tip !== undefined && message.parent?.id === this.#tip) this.#tip = message.id;
    }
    this.#sort();
  }

  /** Shows the branch with this message, up to its newest end. */
  choose(id: string): void {
    let tip = id;
    for (let next = this.#children.get(tip)?.at(-1); next; next = this.#children.get(tip)?.at(-1)) tip = next.id;
    this.#tip = tip;
  }

  /** The branch that is shown, oldest first: from its beginning, or from where the page has it. */
  branch(): readonly ThreadMessage[] {
    const chosen = this.#tip === undefined ? undefined : this.#messages.get(this.#tip);
    const branch: ThreadMessage[] = [];
    for (
      let each = chosen ?? [...this.#messages.values()].at(-1);
      each;
      each = each.parent ? this.#messages.get(each.parent.id) : undefined
    ) {
      branch.push(each);
    }
    return branch.reverse();
  }

  /** The versions of a message, oldest first: as the server has them, and those that came since. */
  siblings({ id, parent, siblingIds }: ThreadMessage): readonly string[] {
    const here = parent ? (this.#children.get(parent.id) ?? []).map((each) => each.id) : this.#firstMessages();
    return [...new Set([...siblingIds, ...here, id])];
  }

  /** The newest reply to a message. */
  replyTo(id: string): ThreadMessage | undefined {
    return this.#children.get(id)?.at(-1);
  }

  /** Whether a reply has to wait until the one before it has ended. */
  waitsForAnother(id: string): boolean {
    const question = this.#messages.get(this.#messages.get(id)?.parent?.id ?? '');
    return isOpen(this.#messages.get(question?.parent?.id ?? ''));
  }

  #firstMessages(): readonly string[] {
    return [...this.#messages.values()].filter(({ parent }) => !parent).map(({ id }) => id);
  }

  #sort(): void {
    this.#children = new Map();
    for (const message of this.#messages.values()) {
      const parent = message.parent?.id;
      if (parent === undefined) continue;
      const siblings = this.#children.get(parent);
      if (siblings) siblings.push(message);
      else this.#children.set(parent, [message]);
    }
  }
}

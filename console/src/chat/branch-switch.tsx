import { useStrings } from '../language/language.tsx';
import { IconButton } from '../parts/button.tsx';
import { Icon } from '../parts/icon.tsx';
import { useToasts } from '../parts/toasts.tsx';
import type { ThreadMessage } from './message-tree.ts';
import { useOpenThread } from './thread-context.ts';

/** Goes through the versions of a message: what it was edited to, or the replies that were written in its place. */
export function BranchSwitch({ message }: { readonly message: ThreadMessage }) {
  const strings = useStrings();
  const thread = useOpenThread();
  const toasts = useToasts();
  const siblings = thread.tree.siblings(message);
  if (siblings.length < 2) return null;
  const place = siblings.indexOf(message.id);
  const choose = (id: string | undefined) => {
    if (id !== undefined) thread.choose(id).catch(toasts.failed);
  };
  return (
    <span className="branch-switch">
      <IconButton
        label={strings.chat.previousBranch}
        icon={<Icon name="chevronLeft" size={16} />}
        disabled={place <= 0}
        onClick={() => choose(siblings[place - 1])}
      />
      <span aria-hidden="true">
        {place + 1}/{siblings.length}
      </span>
      <span className="unseen">{strings.chat.branch(place + 1, siblings.length)}</span>
      <IconButton
        label={strings.chat.nextBranch}
        icon={<Icon name="chevronRight" size={16} />}
        disabled={place >= siblings.length - 1}
        onClick={() => choose(siblings[place + 1])}
      />
    </span>
  );
}

import { useState } from 'react';
import {
  CorrectMemoryDocument,
  ForgetNotedDocument,
  KeepNotedDocument,
  type NotedMemoryFragment,
} from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Area } from '../parts/field.tsx';
import { Icon } from '../parts/icon.tsx';
import { Switch } from '../parts/switch.tsx';
import { useToasts } from '../parts/toasts.tsx';
import { useApi } from '../session/session.ts';
import type { ThreadMessage } from './message-tree.ts';

interface Noted {
  readonly memory: NotedMemoryFragment;
  /** Why it came to mind; none where it was made. */
  readonly reasons: readonly string[];
}

/** Which memories a reply used, and why. */
export function UsedMemories({ message }: { readonly message: ThreadMessage }) {
  const strings = useStrings();
  const noted = message.memoriesUsed;
  return <NotedMemories noted={noted} label={strings.chat.used(noted.length)} />;
}

/** What LEX remembered of a message. */
export function MadeMemories({ message }: { readonly message: ThreadMessage }) {
  const strings = useStrings();
  const noted = message.memoriesMade.map((memory) => ({ memory, reasons: [] }));
  return <NotedMemories noted={noted} label={strings.chat.made(noted.length)} />;
}

function NotedMemories({ noted, label }: { readonly noted: readonly Noted[]; readonly label: string }) {
  const [open, setOpen] = useState(false);
  if (noted.length === 0) return null;
  return (
    <>
      <Button kind="quiet" className="noted" aria-haspopup="dialog" onClick={() => setOpen(true)}>
        <Icon name="memory" size={16} /> {label}
      </Button>
      {open && (
        <Dialog title={label} onClose={() => setOpen(false)}>
          <ul className="rows">
            {noted.map((each) => (
              <NotedMemoryRow key={each.memory.id} noted={each} />
            ))}
          </ul>
        </Dialog>
      )}
    </>
  );
}

/** A memory where it came up: it can be put right on the spot. */
function NotedMemoryRow({ noted: { memory: read, reasons } }: { readonly noted: Noted }) {
  const strings = useStrings();
  const api = useApi();
  const toasts = useToasts();
  const [memory, setMemory] = useState<NotedMemoryFragment | undefined>(read);
  const [text, setText] = useState<string>();
  if (!memory) return null;
  const { id, key, namespace, content, kept } = memory;
  const attempt = async (action: () => Promise<NotedMemoryFragment | undefined>) => {
    try {
      setMemory(await action());
      setText(undefined);
    } catch (cause) {
      toasts.failed(cause);
    }
  };
  const correct = (corrected: string) =>
    attempt(
      async () => (await api.change(CorrectMemoryDocument, { input: { key, namespace, content: corrected } })).remember,
    );
  const forget = () =>
    attempt(async () => {
      await api.change(ForgetNotedDocument, { namespace, key });
      toasts.show({ text: strings.chat.forgotten });
      return undefined;
    });
  const keep = (keeps: boolean) =>
    attempt(async () => (await api.change(KeepNotedDocument, { id, kept: keeps })).keepMemory);

  return (
    <li className="row">
      {text === undefined ? (
        <p dir="auto">{content}</p>
      ) : (
        <Area label={strings.chat.correction} value={text} onChange={setText} />
      )}
      {reasons.length > 0 && <p className="hint">{strings.chat.because(reasons.join(', '))}</p>}
      <Switch label={strings.chat.keep} checked={kept} onChange={(keeps) => void keep(keeps)} />
      <div className="dialog-buttons">
        {text === undefined ? (
          <>
            <Button onClick={() => setText(content)}>{strings.chat.correct}</Button>
            <Button kind="danger" onClick={() => void forget()}>
              {strings.chat.forget}
            </Button>
          </>
        ) : (
          <>
            <Button onClick={() => setText(undefined)}>{strings.cancel}</Button>
            <Button kind="primary" disabled={!text.trim()} onClick={() => void correct(text)}>
              {strings.save}
            </Button>
          </>
        )}
      </div>
    </li>
  );
}

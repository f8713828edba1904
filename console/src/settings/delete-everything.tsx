import { type FormEvent, useState } from 'react';
import { goTo } from '../app/route.ts';
import { DeleteMeDocument } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { Button } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Field } from '../parts/field.tsx';
import { Problem } from '../parts/problem.tsx';
import { useReceiptText } from '../parts/receipt-text.ts';
import { useToasts } from '../parts/toasts.tsx';
import { useSubmission } from '../parts/use-submission.ts';
import { useSession } from '../session/session.ts';

/** What the server wants to be told, so that it isn't called by mistake. */
const WORDS = 'delete everything of mine';

/** Deletes the viewer with all that is theirs. */
export function DeleteEverything() {
  const { settings } = useStrings();
  const [isOpen, setIsOpen] = useState(false);
  return (
    <section className="section" aria-labelledby="settings-delete">
      <h2 id="settings-delete">{settings.deleteAll}</h2>
      <p>{settings.deleteExplained}</p>
      <div className="page-actions">
        <Button kind="danger" onClick={() => setIsOpen(true)}>
          {settings.deleteButton}
        </Button>
      </div>
      {isOpen && <DeleteDialog onClose={() => setIsOpen(false)} />}
    </section>
  );
}

function DeleteDialog({ onClose }: { readonly onClose: () => void }) {
  const strings = useStrings();
  const { settings } = strings;
  const { api, signOut } = useSession();
  const toasts = useToasts();
  const receiptText = useReceiptText();
  const [typed, setTyped] = useState('');
  const { busy, error, run } = useSubmission();

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (typed !== WORDS) return;
    void run(async () => {
      const { deleteMe } = await api.change(DeleteMeDocument, { confirm: typed });
      // The credential ends with the user, and this page may be gone before this is read: so it stands outside of it.
      const text = settings.deleted(receiptText(deleteMe));
      if (signOut) {
        toasts.show({ text, stays: true });
        void signOut({ here: true });
      } else {
        toasts.show({ text, stays: true, action: { label: strings.reload, run: () => location.reload() } });
        goTo('chat');
      }
    });
  };

  return (
    <Dialog title={settings.deleteAll} description={settings.deleteExplained} onClose={onClose}>
      <form className="form" onSubmit={submit}>
        <p>
          {settings.typeWords} <code lang="en">{WORDS}</code>
        </p>
        <Field
          label={settings.words}
          value={typed}
          onChange={setTyped}
          autoComplete="off"
          spellCheck={false}
          lang="en"
        />
        {error && <Problem error={error} />}
        <div className="dialog-buttons">
          <Button onClick={onClose}>{strings.cancel}</Button>
          <Button type="submit" kind="danger" busy={busy} disabled={typed !== WORDS}>
            {settings.deleteButton}
          </Button>
        </div>
      </form>
    </Dialog>
  );
}

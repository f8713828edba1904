import { useState } from 'react';
import { DeleteUserDocument, DisconnectUserDocument, type UserRowPartsFragment } from '../generated/graphql.ts';
import { useStrings } from '../language/language.tsx';
import { IconButton } from '../parts/button.tsx';
import { ConfirmDialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import { Menu, MenuItem } from '../parts/menu.tsx';
import { useReceiptText } from '../parts/receipt-text.ts';
import { useToasts } from '../parts/toasts.tsx';
import { useSession } from '../session/session.ts';
import { BudgetDialog } from './budget-dialog.tsx';
import { UserFacts } from './user-facts.tsx';

/** A user, with what can be done about them. */
export function UserRow({ user }: { readonly user: UserRowPartsFragment }) {
  const { admin, settings } = useStrings();
  const { api, viewer } = useSession();
  const toasts = useToasts();
  const receiptText = useReceiptText();
  const [asking, setAsking] = useState<'budget' | 'disconnect' | 'delete'>();
  const { id, name, role } = user;
  const isSelf = id === viewer.id;
  const close = () => setAsking(undefined);

  /** Does something, and tells what came of it. */
  const run = (action: () => Promise<string>, stays = false) =>
    void action().then((text) => toasts.show({ text, stays }), toasts.failed);
  const disconnect = async () => {
    await api.change(DisconnectUserDocument, { id });
    return admin.disconnected(name);
  };
  const remove = async () => {
    const { deleteUser } = await api.change(DeleteUserDocument, { id });
    return `${admin.userDeleted(name)} ${settings.deleted(receiptText(deleteUser))}`;
  };

  return (
    <li className="row">
      <div className="row-head">
        <h2 dir="auto">{name}</h2>
        <span className="user-role">{admin.roles[role]}</span>
        <Menu trigger={<IconButton label={admin.actions(name)} icon={<Icon name="more" />} />}>
          <MenuItem onSelect={() => setAsking('budget')}>{admin.setBudget}</MenuItem>
          <MenuItem onSelect={() => setAsking('disconnect')}>{admin.disconnect}</MenuItem>
          {!isSelf && (
            <MenuItem danger onSelect={() => setAsking('delete')}>
              {admin.deleteUser}
            </MenuItem>
          )}
        </Menu>
      </div>
      {isSelf && <p className="hint">{admin.you}</p>}
      <UserFacts user={user} />
      {asking === 'budget' && <BudgetDialog user={user} onClose={close} />}
      {asking === 'disconnect' && (
        <ConfirmDialog
          title={admin.disconnectTitle(name)}
          description={admin.disconnectExplained}
          confirm={admin.disconnect}
          onConfirm={() => run(disconnect)}
          onClose={close}
        />
      )}
      {asking === 'delete' && (
        <ConfirmDialog
          title={admin.deleteTitle(name)}
          description={admin.deleteExplained}
          confirm={admin.deleteUser}
          onConfirm={() => run(remove, true)}
          onClose={close}
        />
      )}
    </li>
  );
}

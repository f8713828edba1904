import { addressOf, useRoute } from '../app/route.ts';
import { useStrings } from '../language/language.tsx';
import { Page } from '../parts/page.tsx';
import { useSession } from '../session/session.ts';
import './admin.css';
import { AuditLog } from './audit-log.tsx';
import { Users } from './users.tsx';

/** What follows the page's name in the address of the audit log. */
const LOG = 'log';

/** For administrators: who uses the server, and what was done that concerns it. */
export default function AdminPage() {
  const { pages, admin } = useStrings();
  const { viewer } = useSession();
  const { id } = useRoute();
  const isLog = id === LOG;
  if (viewer.role !== 'ADMIN') {
    return (
      <Page title={pages.admin}>
        <p>{admin.forAdministrators}</p>
      </Page>
    );
  }
  return (
    <Page title={isLog ? admin.log : pages.admin} explained={isLog ? admin.logExplained : admin.explained}>
      <nav className="parts-of-page" aria-label={admin.parts}>
        <a href={addressOf('admin')} aria-current={isLog ? undefined : 'page'}>
          {pages.admin}
        </a>
        <a href={addressOf('admin', LOG)} aria-current={isLog ? 'page' : undefined}>
          {admin.log}
        </a>
      </nav>
      {isLog ? <AuditLog /> : <Users />}
    </Page>
  );
}

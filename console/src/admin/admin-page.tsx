import { addressOf, useRoute } from '../app/route.ts';
import { useStrings } from '../language/language.tsx';
import { Page } from '../parts/page.tsx';
import { useSession } from '../session/session.ts';
import './admin.css';
import { AuditLog } from './audit-log.tsx';
import { UserJobs } from './jobs/user-jobs.tsx';
import { Users } from './users.tsx';

/** What follows the page's name in the addresses of its other parts. */
const LOG = 'log';
const JOBS = 'jobs';

/** For administrators: who uses the server, what it works on, and what was done that concerns it. */
export default function AdminPage() {
  const { pages, admin } = useStrings();
  const { viewer } = useSession();
  const { id } = useRoute();
  const part = id === LOG || id === JOBS ? id : undefined;
  const titles = { [LOG]: [admin.log, admin.logExplained], [JOBS]: [admin.jobs, admin.jobsExplained] } as const;
  const [title, explained] = part ? titles[part] : [pages.admin, admin.explained];
  if (viewer.role !== 'ADMIN') {
    return (
      <Page title={pages.admin}>
        <p>{admin.forAdministrators}</p>
      </Page>
    );
  }
  return (
    <Page title={title} explained={explained}>
      <nav className="parts-of-page" aria-label={admin.parts}>
        <a href={addressOf('admin')} aria-current={part === undefined ? 'page' : undefined}>
          {pages.admin}
        </a>
        <a href={addressOf('admin', JOBS)} aria-current={part === JOBS ? 'page' : undefined}>
          {admin.jobs}
        </a>
        <a href={addressOf('admin', LOG)} aria-current={part === LOG ? 'page' : undefined}>
          {admin.log}
        </a>
      </nav>
      {part === LOG ? <AuditLog /> : part === JOBS ? <UserJobs /> : <Users />}
    </Page>
  );
}

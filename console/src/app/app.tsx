import { lazy, Suspense, useState } from 'react';
import { ChatPage } from '../chat/chat-page.tsx';
import { useStrings } from '../language/language.tsx';
import { IconButton } from '../parts/button.tsx';
import { Dialog } from '../parts/dialog.tsx';
import { Icon } from '../parts/icon.tsx';
import './app.css';
import { ErrorBoundary } from './error-boundary.tsx';
import { Navigation } from './navigation.tsx';
import { ReachBanner } from './reach-banner.tsx';
import { type PageName, useRoute } from './route.ts';
import { useIsNarrow } from './use-is-narrow.ts';

/** The pages that are loaded when they are first opened. */
const LATER: Readonly<Record<Exclude<PageName, 'chat'>, ReturnType<typeof lazy>>> = {
  memory: lazy(() => import('../memory/memory-page.tsx')),
  documents: lazy(() => import('../documents/documents-page.tsx')),
  jobs: lazy(() => import('../jobs/jobs-page.tsx')),
  status: lazy(() => import('../status/status-page.tsx')),
  usage: lazy(() => import('../usage/usage-page.tsx')),
  keys: lazy(() => import('../keys/keys-page.tsx')),
  settings: lazy(() => import('../settings/settings-page.tsx')),
  admin: lazy(() => import('../admin/admin-page.tsx')),
};

/** The console: the conversations and the other pages at the side, and the one that is open. */
export function App() {
  const strings = useStrings();
  const { page, id, at } = useRoute();
  const isNarrow = useIsNarrow();
  const [menuOpen, setMenuOpen] = useState(false);
  const Later = page === 'chat' ? undefined : LATER[page];
  const closeMenu = () => setMenuOpen(false);

  return (
    <div className="app">
      <nav aria-label={strings.skip}>
        <button type="button" className="skip" onClick={focusContent}>
          {strings.skip}
        </button>
      </nav>
      {isNarrow ? (
        <header className="top">
          <IconButton label={strings.pages.menu} icon={<Icon name="menu" />} onClick={() => setMenuOpen(true)} />
          <span>LEX</span>
        </header>
      ) : (
        <Navigation />
      )}
      {isNarrow && menuOpen && (
        <Dialog title="LEX" shape="drawer" onClose={closeMenu}>
          <Navigation onChosen={closeMenu} />
        </Dialog>
      )}
      <div className="content">
        <ReachBanner />
        <ErrorBoundary about={`${page} ${id ?? ''}`}>
          {Later ? (
            <Suspense fallback={<p className="loading">{strings.loading}</p>}>
              <Later />
            </Suspense>
          ) : (
            <ChatPage conversationId={id} at={at} />
          )}
        </ErrorBoundary>
      </div>
    </div>
  );
}

/** What the link at the top of other pages does; here an address with `#` is a page's. */
function focusContent(): void {
  const main = document.querySelector('main');
  main?.setAttribute('tabindex', '-1');
  main?.focus();
}

import { ConversationList } from '../conversations/conversation-list.tsx';
import { useLanguage } from '../language/language.tsx';
import { IconButton } from '../parts/button.tsx';
import { Icon, type IconName } from '../parts/icon.tsx';
import { Menu, MenuChoice } from '../parts/menu.tsx';
import { useSession } from '../session/session.ts';
import { addressOf, type PageName, useRoute } from './route.ts';

const LINKS: readonly (readonly [PageName, IconName])[] = [
  ['memory', 'memory'],
  ['documents', 'book'],
  ['jobs', 'jobs'],
  ['status', 'gauge'],
  ['usage', 'usage'],
  ['keys', 'key'],
  ['settings', 'settings'],
];

/** The conversations, the other pages, and who is signed in. @param onChosen called when something was opened */
export function Navigation({ onChosen }: { readonly onChosen?: () => void }) {
  const { strings, language, languages, choose } = useLanguage();
  const { viewer, signOut, settings } = useSession();
  const { page } = useRoute();
  const links = viewer.role === 'ADMIN' ? [...LINKS, ['admin', 'shield'] as const] : LINKS;
  return (
    <aside className="side">
      <ConversationList onChosen={onChosen} />
      <nav className="pages" aria-label={strings.pages.main}>
        {links.map(([name, icon]) => (
          <a
            key={name}
            href={addressOf(name)}
            aria-current={page === name ? 'page' : undefined}
            onClick={() => onChosen?.()}
          >
            <Icon name={icon} /> {strings.pages[name]}
          </a>
        ))}
        {settings.graphiql && (
          <a href="/graphql">
            <Icon name="chevronRight" /> {strings.pages.graphiql}
          </a>
        )}
      </nav>
      <section className="who" aria-label={strings.account}>
        <span dir="auto">{viewer.name}</span>
        <Menu
          trigger={
            <IconButton
              label={`${strings.language}: ${language.toUpperCase()}`}
              icon={<span aria-hidden="true">{language.toUpperCase()}</span>}
            />
          }
        >
          <MenuChoice value={language} onChange={choose} choices={languages} />
        </Menu>
        {signOut && (
          <IconButton label={strings.signIn.signOut} icon={<Icon name="close" />} onClick={() => void signOut()} />
        )}
      </section>
    </aside>
  );
}

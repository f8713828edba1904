import { useStrings } from '../language/language.tsx';
import { Facts } from '../parts/facts.tsx';
import { useSession } from '../session/session.ts';

/** What this is, and where else it is spoken to. */
export function About() {
  const { settings: strings } = useStrings();
  const { settings, viewer } = useSession();
  return (
    <section className="section" aria-labelledby="settings-about">
      <h2 id="settings-about">{strings.about}</h2>
      <Facts
        facts={[
          [strings.version, `LEX ${settings.version}`],
          [strings.signedInAs, viewer.name],
          [strings.signIn, strings.signIns[settings.auth]],
        ]}
      />
      {settings.graphiql && (
        <p>
          <a href="/graphql">{strings.graphiql}</a>
        </p>
      )}
    </section>
  );
}

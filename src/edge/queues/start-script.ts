import type { Config } from '../../config/config.ts';
import { storedCredentialScript } from '../console/stored-credential-script.ts';

/** What is said, in the languages of the console, when the server answers with one of these statuses. */
const WHY = {
  en: {
    401: 'You are not signed in. Sign in at the console, then load this page again.',
    403: 'This page is for administrators.',
    429: 'You have asked for much in a short time: wait a minute.',
    503: 'The server can not tell what is in the queues just now.',
  },
  de: {
    401: 'Sie sind nicht angemeldet. Melden Sie sich in der Konsole an, und laden Sie diese Seite dann neu.',
    403: 'Diese Seite ist für Administratoren.',
    429: 'Sie haben in kurzer Zeit viel gefragt: Warten Sie eine Minute.',
    503: 'Der Server kann gerade nicht sagen, was in den Warteschlangen ist.',
  },
};

/**
 * The script that runs in the browser before Bull Board's own: it tells the page where it is, in the language of the
 * console, sends the credential that the console keeps there with what Bull Board asks of Lex, and says why it is
 * refused. The credential is in no address and in no cookie, so that no other page can send it.
 */
export function startScript(auth: Config['auth']): string {
  return `{
// Bull Board reads the attribute itself: whole, it holds wherever the page has been put.
const base = new URL(document.baseURI).pathname;
document.querySelector('base').setAttribute('href', base);
${storedCredentialScript(auth)}
function consoleLanguage() {
  try {
    const chosen = [localStorage.getItem('lex.language') ?? '', ...navigator.languages];
    return chosen.map((tag) => tag.slice(0, 2).toLowerCase()).find((tag) => tag === 'de' || tag === 'en') ?? 'en';
  } catch {
    return 'en';
  }
}
const language = consoleLanguage();
const settings = document.getElementById('__UI_CONFIG__');
const lng = language === 'de' ? 'de-DE' : 'en-US';
settings.textContent = JSON.stringify({ ...JSON.parse(settings.textContent), locale: { lng } });
const why = ${JSON.stringify(WHY)}[language];
const show = (status) => {
  const notice = document.getElementById('notice');
  notice.textContent = why[status] ?? '';
  notice.hidden = notice.textContent === '';
};
const open = XMLHttpRequest.prototype.open;
XMLHttpRequest.prototype.open = function (...args) {
  open.apply(this, args);
  const { origin, pathname } = new URL(args[1], document.baseURI);
  if (origin !== location.origin || !pathname.startsWith(base + 'api/')) return;
  const credential = storedCredential();
  if (credential) this.setRequestHeader('authorization', 'Bearer ' + credential);
  this.addEventListener('load', () => show(this.status));
};
}`;
}

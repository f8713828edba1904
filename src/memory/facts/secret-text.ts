import { holdsCardNumber, holdsIban } from './check-digits.ts';

/** Keys and tokens that show what they are: by the prefixes that their makers publish. */
const PREFIXED = 'gh[pousr]_|github_pat_|glpat-|npm_|hf_|shp(?:at|ca|pa|ss)_|dop_v1_|whsec_|pypi-|xai-|gsk_|r8_';
const MARKED = new RegExp(
  '-----BEGIN [A-Z0-9 ]{0,40}(?:PRIVATE KEY|SECRET)|' +
    '\\b(?:sk|rk|pk)[-_](?:[a-z0-9]{2,12}[-_]){0,4}[A-Za-z0-9]{16,}|' +
    `\\b(?:${PREFIXED})[A-Za-z0-9_-]{16,}|` +
    '\\bxox[abeprs]-[A-Za-z0-9-]{10,}|\\b(?:AKIA|ASIA)[A-Z0-9]{16}\\b|\\bAIza[A-Za-z0-9_-]{30,}|' +
    '\\bya29\\.[A-Za-z0-9_-]{20,}|\\bSG\\.[A-Za-z0-9_-]{16,}|\\beyJ[A-Za-z0-9_-]{8,1000}\\.[A-Za-z0-9_-]{8,}|' +
    '\\bAGE-SECRET-KEY-1|\\bxprv[A-Za-z0-9]{50,}|\\b\\d{8,10}:AA[A-Za-z0-9_-]{30,}',
);
/** An address with a password in it. */
const CREDENTIALS = /\b[a-z][a-z0-9+.-]{1,20}:\/\/[^\s/:@]{0,200}:[^\s/@]{1,200}@/i;

const ASCII_WORDS =
  'pass[ -]?words?|pass ?codes?|pass ?phrases?|passw(?:or)?d|pwd|passwort|kennwort|geheimzahl|mots? de passe|' +
  'contrase[nñ]a|senha|wachtwoord|l[oö]senord|adgangskode|passord|salasana|parola|has[lł]o|heslo|[sş]ifre|' +
  'pin(?:[ -]?(?:code|number|nummer))?|cvv2?|cvc2?|(?:card )?security code|' +
  '(?:api|secret|private|encryption|licen[cs]e|recovery|access)[ -](?:key|token|phrase)|' +
  '(?:auth|bearer|refresh) token|seed (?:phrase|words)|mnemonic|(?:recovery|backup) codes?|ssn|social security number';
const OTHER_WORDS =
  'парол[ьяюе]м?|пин-?код|密码|密碼|口令|パスワード|暗証番号|비밀번호|암호|كلمة المرور|كلمة السر|الرقم السري|סיסמה|' +
  'पासवर्ड|รหัสผ่าน|mật khẩu|κωδικός';
const IS =
  '(?:is|was|are|will be|ist|war|lautet|est|es|é|è|er|är|jest|je|—|–|-|=|:|：|это|是|为|為|は|が|은|는|هي|هو|है)';
const WORD = `(?:\\b(?:${ASCII_WORDS})\\b|${OTHER_WORDS})`;

/** "The password for the router is …", "PIN: 4711". */
const NAMED = new RegExp(
  `${WORD}[^.!?,;\\n]{0,40}?(?:\\s|^|(?<=[^\\x00-\\x7f]))${IS}\\s*["'“«「]?\\S|` +
    `${WORD}["']?\\s?[=:：]\\s*\\S|${WORD}[^.!?,;\\n]{0,40}?[=:：]\\s+\\S`,
  'iu',
);
/** The other way round: "… is my password". */
const NAMED_AFTER = new RegExp(
  `\\S{3}["'”»]?\\s(?:is|was|ist|war|est|es|é|è)\\s(?:\\p{L}{2,12}\\s){0,4}?\\b(?:${ASCII_WORDS})\\b`,
  'iu',
);
/** A word for a secret with a number right after it: "my pin 4711". After words in other scripts also Latin letters. */
const NUMBERED = new RegExp(`${WORD}\\D{0,12}\\d{3,}|(?:${OTHER_WORDS})\\s+["'«]?[A-Za-z0-9]\\S{3,}`, 'iu');
const CODES_OF =
  'verification|confirmation|security|log[ -]?in|sign[ -]?in|one[ -]time|sms|2fa|mfa|authenticat(?:or|ion)|access|' +
  'best[äa]tigungs|sicherheits';
const CODE =
  `(?:${CODES_OF})[ -]?codes?|otp|m?tan|c[oó]digo de verificaci[oó]n|code de v[eé]rification|код подтверждения|` +
  '验证码|驗證碼|認証コード';
const HARMLESS_CODES = 'postal|post|zip|area|country|dress|source|bar|product';
/** A code that is used once, with its digits. */
const ONE_TIME = new RegExp(
  `\\b(?:${CODE})\\D{0,24}(?:\\d[ -]?){4,10}|\\bG-\\d{6}\\b|` +
    `(?<!(?:${HARMLESS_CODES}) )\\bcode\\b\\D{0,12}\\b\\d{3}[ -]?\\d{3}\\b(?![ -]?\\d)`,
  'iu',
);

/** A piece of letters and digits without a break, longer than words with numbers are. */
const PIECE = /[A-Za-z0-9+=]{20,}/g;
/** A piece with all characters of Base64. */
const BASE64_PIECE = /[A-Za-z0-9+/_=-]{32,}/g;
const URL_TEXT = /\bhttps?:\/\/\S{1,2000}/gi;
/**
 * In bits per character. English paths of this length stay below 4.3; 40 random characters of Base64 have about 4.9.
 */
const RANDOM_ENTROPY = 4.5;
const LEAST_ENTROPY = 3;

/**
 * Whether a text seems to hold what nobody should find in a memory: a password or PIN, a key or token, a code that is
 * used once, the number of a card or an account. In doubt a harmless text is refused rather than a secret stored, but
 * the mere mention of one ("I forget my passwords") is none.
 */
export function looksSecret(text: string): boolean {
  return (
    MARKED.test(text) ||
    CREDENTIALS.test(text) ||
    NAMED.test(text) ||
    NAMED_AFTER.test(text) ||
    NUMBERED.test(text) ||
    ONE_TIME.test(text) ||
    holdsCardNumber(text) ||
    holdsIban(text) ||
    holdsRandomPiece(text)
  );
}

function holdsRandomPiece(text: string): boolean {
  // The digits of a URL are rarely a secret; the secrets that URLs do hold have names or prefixes, which are found
  // above.
  const bare = text.replace(URL_TEXT, ' ');
  const isToken = (piece: string) =>
    /[A-Za-z]/.test(piece) && (piece.match(/\d+/g)?.length ?? 0) > 1 && entropyOf(piece) >= LEAST_ENTROPY;
  const isBase64 = (piece: string) =>
    /[a-z]/.test(piece) && /[A-Z]/.test(piece) && /\d/.test(piece) && entropyOf(piece) >= RANDOM_ENTROPY;
  return (bare.match(PIECE) ?? []).some(isToken) || (bare.match(BASE64_PIECE) ?? []).some(isBase64);
}

/** Shannon's entropy of a text, in bits per character. */
function entropyOf(text: string): number {
  const counts = new Map<string, number>();
  for (const sign of text) counts.set(sign, (counts.get(sign) ?? 0) + 1);
  let bits = 0;
  for (const count of counts.values()) bits -= (count / text.length) * Math.log2(count / text.length);
  return bits;
}

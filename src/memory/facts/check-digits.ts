/** The length of account numbers in those countries of SWIFT's IBAN registry whose numbers are met often. */
const IBAN_LENGTHS: ReadonlyMap<string, number> = new Map(
  (
    'AD24 AE23 AL28 AT20 AZ28 BA20 BE16 BG22 BH22 BR29 BY28 CH21 CR22 CY28 CZ24 DE22 DK18 DO28 EE20 EG29 ES24 FI18 ' +
    'FO18 FR27 GB22 GE22 GI23 GL18 GR27 GT28 HR21 HU28 IE22 IL23 IQ23 IS26 IT27 JO30 KW30 KZ20 LB28 LC32 LI21 LT20 ' +
    'LU20 LV21 MC27 MD24 ME22 MK19 MR27 MT31 MU30 NL18 NO15 PK24 PL28 PS29 PT25 QA29 RO24 RS22 SA24 SC31 SE24 SI19 ' +
    'SK24 SM27 TN24 TR26 UA29 VA22 VG24 XK20'
  )
    .split(' ')
    .map((entry) => [entry.slice(0, 2), Number(entry.slice(2))]),
);

const CARD = /(?<![\d+])[2-6](?:[ -]?\d){12,18}(?![ -]?\d)/g;
const IBAN = /\b[A-Z]{2}\d{2}(?:[ -]?[A-Z0-9]){11,40}/g;

/**
 * Whether a text holds the number of a payment card: 13 to 19 digits, also in groups, with Luhn's check digit (ISO/IEC
 * 7812-1).
 */
export function holdsCardNumber(text: string): boolean {
  return [...text.matchAll(CARD)].some(([found]) => isLuhn(found.replace(/\D/g, '')));
}

/** Whether a text holds an account number with the check digits of ISO 13616. */
export function holdsIban(text: string): boolean {
  return [...text.toUpperCase().matchAll(IBAN)].some(([found]) => {
    const compact = found.replace(/[^A-Z0-9]/g, '');
    const length = IBAN_LENGTHS.get(compact.slice(0, 2));
    return length !== undefined && compact.length >= length && isMod97(compact.slice(0, length));
  });
}

function isLuhn(digits: string): boolean {
  let sum = 0;
  for (let place = 0; place < digits.length; place += 1) {
    const digit = Number(digits.charAt(digits.length - 1 - place));
    const weighted = place % 2 === 1 ? digit * 2 : digit;
    sum += weighted > 9 ? weighted - 9 : weighted;
  }
  // The same digit many times has the right sum too, but is no card number.
  return sum % 10 === 0 && new Set(digits).size > 1;
}

function isMod97(iban: string): boolean {
  let rest = 0;
  for (const sign of iban.slice(4) + iban.slice(0, 4)) {
    const value = Number.parseInt(sign, 36);
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97;
  }
  return rest === 1;
}

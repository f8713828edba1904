/** The issuer of users whom this deployment names itself. No token has it, for an issuer is an address. */
export const OWN_ISSUER = 'lex';

/** The administrator whom LEX_ADMIN_KEY lets in. */
export const FIRST_ADMIN = { identity: { issuer: OWN_ISSUER, subject: 'admin' }, name: 'admin' } as const;

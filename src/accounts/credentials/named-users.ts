/** The issuer of users whom this deployment names itself. No token has it: `LEX_JWT_ISSUER` doesn't take it. */
export const OWN_ISSUER = 'lex';

/** The administrator whom LEX_ADMIN_KEY lets in. */
export const FIRST_ADMIN = { identity: { issuer: OWN_ISSUER, subject: 'admin' }, name: 'admin' } as const;

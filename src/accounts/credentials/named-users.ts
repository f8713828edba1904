import type { Viewer } from '../viewer.ts';

/** The issuer of users whom this deployment names itself. No token has it: `LEX_JWT_ISSUER` doesn't take it. */
export const OWN_ISSUER = 'lex';

/** The administrator whom LEX_ADMIN_KEY lets in. */
export const FIRST_ADMIN = { identity: { issuer: OWN_ISSUER, subject: 'admin' }, name: 'admin' } as const;

/** The one user of a server that asks nobody. Never changes: what is in a data directory belongs to this id. */
export const LOCAL_USER: Viewer = { id: '00000000-0000-4000-8000-000000000001', name: 'You', role: 'ADMIN' };

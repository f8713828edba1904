import { encodeGlobalId, VIEWER_ID_TYPE } from '../../global-id.ts';
import { access } from '../../graphql/access-rule.ts';
import { builder } from '../../graphql/builder.ts';
import { NOT_KEPT } from '../../graphql/cache-rule.ts';
import { connectionOf, PAGE_COST, readPageRequest } from '../../graphql/connection.ts';
import type { AuditAction, AuditCredential, AuditEntry } from './audit-entry.ts';

const AuditActionEnum = builder.enumType('AuditAction', {
  description: 'What was done.',
  values: {
    KEY_CREATED: { description: 'A key was made; the details have its owner, scopes, limit and end.' },
    KEY_REVOKED: { description: 'A key was ended; the details have its owner.' },
    KEYS_LISTED: { description: 'All keys were listed.' },
    USER_CREATED: { description: 'A user was made; the details have the role.' },
    USER_ROLE_CHANGED: { description: 'A token gave a user another role; the details have both.' },
    USER_DISCONNECTED: { description: 'What ran for a user was ended.' },
    USER_DELETED: { description: 'A user was deleted.' },
    SELF_DELETED: { description: 'A user deleted themselves.' },
    USERS_LISTED: { description: 'All users were listed.' },
    USER_UPDATED: { description: 'An administrator changed what a user is allowed; the details have both.' },
    PROPERTY_COUNTED: { description: 'It was counted how much a user has.' },
    LOCAL_DATA_GIVEN: { description: 'What was written without authentication was given to an administrator.' },
    MEMORY_REBUILD_REQUESTED: { description: 'A new index of memories was asked for.' },
    MEMORY_CHECK_REQUESTED: {
      description: 'An administrator asked for a comparison of the index with their memories.',
    },
    BACKUP_BEGUN: { description: 'A backup of everything was begun on the command line.' },
    BACKUP_RESTORED: { description: 'The database was restored from a backup: what came after it is not here.' },
    JOBS_LISTED: { description: 'Jobs of all users were listed.' },
    JOB_RETRIED: { description: 'An administrator had a job run once more; the details have the job and its kind.' },
    AUDIT_LISTED: { description: 'This log was listed on the command line.' },
  } satisfies Record<AuditAction, object>,
});

const AuditCredentialEnum = builder.enumType('AuditCredential', {
  description: 'What somebody showed.',
  values: {
    KEY: { description: 'An API key.' },
    ADMIN_KEY: { description: 'The key in LEX_ADMIN_KEY.' },
    TOKEN: { description: 'A token of an identity provider.' },
    MACHINE: { description: 'Nothing: it was done on the machine, by whoever runs the server.' },
    NONE: { description: 'Nothing: the server asks nobody.' },
  } satisfies Record<AuditCredential, object>,
});

const AuditEntryRef = builder.objectRef<AuditEntry>('AuditEntry').implement({
  description: 'Something that an administrator, a key or whoever runs the server did.',
  extensions: { cache: NOT_KEPT },
  fields: (t) => ({
    at: t.expose('at', { type: 'DateTime', description: 'When.' }),
    action: t.field({ type: AuditActionEnum, description: 'What was done.', resolve: ({ action }) => action }),
    actorId: t.id({
      nullable: true,
      description: 'The global id of the user who did it, who may be gone; null: whoever runs the server.',
      resolve: ({ actorId }) => actorId && encodeGlobalId(VIEWER_ID_TYPE, actorId),
    }),
    actorName: t.exposeString('actorName', { description: 'What they were called then.' }),
    credential: t.field({
      type: AuditCredentialEnum,
      description: 'What they showed.',
      resolve: ({ credential }) => credential,
    }),
    keyPrefix: t.exposeString('keyPrefix', { nullable: true, description: 'How the key began that they showed.' }),
    targetId: t.id({
      nullable: true,
      description: 'The global id of the user or key that it was done to, which may be gone.',
      resolve: ({ action, targetId }) =>
        targetId && encodeGlobalId(action.startsWith('KEY_') ? 'ApiKey' : VIEWER_ID_TYPE, targetId),
    }),
    targetName: t.exposeString('targetName', {
      nullable: true,
      description: 'What that user was called then, or how the key begins.',
    }),
    details: t.field({
      type: 'JSON',
      nullable: true,
      description: 'Numbers, roles, scopes and ids, by action.',
      resolve: ({ details }) => details,
    }),
  }),
});

builder.queryField('auditLog', (t) =>
  t.connection({
    type: AuditEntryRef,
    description: 'What administrators, keys and whoever runs the server did, newest first, for LEX_AUDIT_DAYS.',
    extensions: { cost: PAGE_COST, ...access('ADMIN') },
    resolve: async (_, args, { audit }) =>
      connectionOf(
        await audit.list(readPageRequest(args)),
        ({ number }) => number,
        () => audit.count(),
      ),
  }),
);

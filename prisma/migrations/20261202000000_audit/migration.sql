-- What administrators, keys and the machine did. Names no row of another table: an entry outlives what it tells of.
CREATE TYPE "AuditAction" AS ENUM (
  'KEY_CREATED', 'KEY_REVOKED', 'KEYS_LISTED',
  'USER_CREATED', 'USER_ROLE_CHANGED', 'USER_DISCONNECTED', 'USER_DELETED', 'SELF_DELETED', 'USERS_LISTED',
  'PROPERTY_COUNTED', 'LOCAL_DATA_GIVEN',
  'MEMORY_REBUILD_REQUESTED', 'MEMORY_CHECK_REQUESTED',
  'AUDIT_LISTED'
);
CREATE TYPE "AuditCredential" AS ENUM ('KEY', 'ADMIN_KEY', 'TOKEN', 'MACHINE', 'NONE');

CREATE TABLE "AuditEntry" (
  "number" BIGSERIAL NOT NULL,
  "at" TIMESTAMPTZ(3) NOT NULL DEFAULT CURRENT_TIMESTAMP,
  "actorId" UUID,
  "actorName" TEXT NOT NULL,
  "credential" "AuditCredential" NOT NULL,
  "keyPrefix" TEXT,
  "action" "AuditAction" NOT NULL,
  "targetId" UUID,
  "targetName" TEXT,
  "details" JSONB,
  CONSTRAINT "AuditEntry_pkey" PRIMARY KEY ("number")
);

CREATE INDEX "AuditEntry_at_idx" ON "AuditEntry" ("at");

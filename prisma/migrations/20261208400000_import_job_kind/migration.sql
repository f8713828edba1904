-- By themselves: PostgreSQL lets a new value be used only after the transaction that added it.
ALTER TYPE "JobKind" ADD VALUE 'IMPORT_CONVERSATIONS';
ALTER TYPE "FilePurpose" ADD VALUE 'IMPORT';

import { defineConfig } from 'prisma/config';

// `prisma generate` asks for a schema-engine binary and then doesn't run it. Pointing it at a file
// that exists keeps the install offline; migrations are applied by src/database/migrations.ts.
if (process.argv.includes('generate')) process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

export default defineConfig({
  schema: 'prisma/schema.prisma',
  migrations: { path: 'prisma/migrations' },
});

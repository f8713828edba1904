import type { Database } from '../database/database.ts';
import type { Viewer } from './viewer.ts';

/** Fixed, so that a data directory keeps its owner. */
const LOCAL_USER_ID = '00000000-0000-4000-8000-000000000001';

/** The one user of a server without authentication, made on the first start. */
export async function ensureLocalViewer({ prisma }: Database): Promise<Viewer> {
  // Processes may start together: an upsert would look first, and fail for all but one.
  await prisma.user.createMany({ data: [{ id: LOCAL_USER_ID, name: 'You', role: 'ADMIN' }], skipDuplicates: true });
  const user = await prisma.user.findUniqueOrThrow({ where: { id: LOCAL_USER_ID } });
  return { id: user.id, name: user.name, role: user.role };
}

import type { Database } from '../database/database.ts';
import type { Viewer } from './viewer.ts';

/** Fixed, so that a data directory keeps its owner. */
const LOCAL_USER_ID = '00000000-0000-4000-8000-000000000001';

/** The one user of a server without authentication, made on the first start. */
export async function ensureLocalViewer({ prisma }: Database): Promise<Viewer> {
  const user = await prisma.user.upsert({
    where: { id: LOCAL_USER_ID },
    create: { id: LOCAL_USER_ID, name: 'You', role: 'ADMIN' },
    update: {},
  });
  return { id: user.id, name: user.name, role: user.role };
}

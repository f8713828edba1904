/** The user on whose behalf an operation runs: services answer with what belongs to this user, and nothing else. */
export interface Viewer {
  readonly id: string;
  readonly name: string;
  readonly role: 'USER' | 'ADMIN';
}

/** Whoever owns what a service is asked for: of a viewer, services of what is owned need no more than the id. */
export type Owner = Pick<Viewer, 'id'>;

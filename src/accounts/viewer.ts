/** The user on whose behalf an operation runs: services answer with what belongs to this user, and nothing else. */
export interface Viewer {
  readonly id: string;
  readonly name: string;
  readonly role: 'USER' | 'ADMIN';
}

/** Who is calling. Every service takes one, and answers only from what is theirs. */
export interface Viewer {
  readonly id: string;
  readonly name: string;
  readonly role: 'USER' | 'ADMIN';
}

/** Whoever owns what a service is asked for: of a viewer, services of what is owned need no more than the id. */
export type Owner = Pick<Viewer, 'id'>;

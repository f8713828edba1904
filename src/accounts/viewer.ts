/** Who is calling. Every service takes one, and answers only from what is theirs. */
export interface Viewer {
  readonly id: string;
  readonly name: string;
  readonly role: 'USER' | 'ADMIN';
}

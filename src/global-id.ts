import { BadUserInputError } from './errors.ts';
import { beginning } from './language/graphemes.ts';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;

/** What the viewer's id names: those who call are users, and each sees only themself. */
export const VIEWER_ID_TYPE = 'User';

/** A Relay global id: opaque to clients, unique over all types. */
export function encodeGlobalId(typename: string, id: string): string {
  return Buffer.from(`${typename}:${id}`).toString('base64url');
}

/** @throws {BadUserInputError} when the text is no id that Lex gave out */
export function decodeGlobalId(globalId: string): { typename: string; id: string } {
  const decoded = globalId.length <= 200 ? Buffer.from(globalId, 'base64url').toString() : '';
  const colon = decoded.indexOf(':');
  const [typename, id] = [decoded.slice(0, colon), decoded.slice(colon + 1)];
  if (colon < 1 || !UUID.test(id))
    throw new BadUserInputError(`${JSON.stringify(beginning(globalId, 80))} is not an id.`);
  return { typename, id };
}

/**
 * The database id in a global id of one type.
 *
 * @throws {BadUserInputError} when it isn't an id, or is one of another type
 */
export function readId(typename: string, globalId: string): string {
  const decoded = decodeGlobalId(globalId);
  if (decoded.typename !== typename) {
    throw new BadUserInputError(`This is the id of a ${decoded.typename}, where the id of a ${typename} is taken.`);
  }
  return decoded.id;
}

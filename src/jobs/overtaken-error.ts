/** Another attempt at the same job has begun since: whatever this one still does must leave no trace. */
export class OvertakenError extends Error {
  override name = 'OvertakenError';
}

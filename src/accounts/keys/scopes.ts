/**
 * What a caller may do: READ asks and follows, CHAT changes what is the viewer's own, ADMIN does what concerns the
 * server. None holds another.
 */
export const SCOPES = ['READ', 'CHAT', 'ADMIN'] as const;

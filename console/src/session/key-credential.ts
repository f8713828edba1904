import type { Credential } from '../api/credential.ts';

/** A key that was entered. @param refused called when the server takes it no more */
export function keyCredential(key: string, refused: () => void): Credential {
  return {
    current: async () => `Bearer ${key}`,
    onRenewed: () => () => undefined,
    refused,
    close: () => undefined,
  };
}

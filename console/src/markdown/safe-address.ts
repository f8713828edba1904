const PROTOCOLS = ['http:', 'https:', 'mailto:'];

/** The address of a link in a text that somebody else wrote, if it is one that may be opened; or else undefined. */
export function safeAddress(address: string): string | undefined {
  try {
    const url = new URL(address);
    return PROTOCOLS.includes(url.protocol) ? url.href : undefined;
  } catch {
    // An address without a host would be one of this server's.
    return undefined;
  }
}

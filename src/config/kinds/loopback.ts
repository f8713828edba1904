import { isIPv4 } from 'node:net';

/** Whether an address is one that only programs on this machine can reach: 127.0.0.0/8 and ::1. */
export function isLoopbackAddress(address: string): boolean {
  return address === '::1' || (isIPv4(address) && address.startsWith('127.'));
}

/**
 * Whether a host, as a URL or a `Host` header names it, is this machine: a loopback address, or `localhost` or a name
 * under it, which never leave the machine (RFC 6761, 6.3).
 *
 * @param host in lower case; an IPv6 address may stand in brackets
 */
export function isLoopbackName(host: string): boolean {
  return /^(.+\.)?localhost$/.test(host) || host === '[::1]' || isLoopbackAddress(host);
}

declare module 'fs-native-extensions' {
  /**
   * Locks a whole file, which must be open for writing.
   *
   * @returns false when another open file has its lock
   * @throws when its file system has no locks
   */
  export function tryLock(fd: number): boolean;
}

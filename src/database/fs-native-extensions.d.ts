declare module 'fs-native-extensions' {
  /** Locks a whole file that is open for writing; false when another open file has its lock. @throws when it has none */
  export function tryLock(fd: number): boolean;
}

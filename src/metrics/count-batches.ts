/** How loaders are made: whether they remember what they have read, and who is told of their batches. */
export interface LoaderOptions {
  readonly cache: boolean;
  /** Told how many keys a batch has, and of which loader. */
  readonly onBatch?: ((loader: string, size: number) => void) | undefined;
}

/** The same batch function, which tells of each batch before it is read. */
export function countBatches<K, V>(
  loader: string,
  { onBatch }: LoaderOptions,
  read: (keys: readonly K[]) => Promise<V>,
): (keys: readonly K[]) => Promise<V> {
  if (!onBatch) return read;
  return (keys) => {
    onBatch(loader, keys.length);
    return read(keys);
  };
}

/**
 * Refuses single buffers that are larger than a limit, in the thread that calls it. V8 doesn't count buffers as a part
 * of the heap, so that a stream which unpacks to gigabytes would take them all in spite of the heap's limit: readers
 * double one buffer as they unpack.
 *
 * @param maxBytes the largest buffer
 */
export function guardAllocations(maxBytes: number): void {
  const guarded = <T extends new (...args: never[]) => object>(original: T, unit: number): T =>
    new Proxy(original, {
      construct(target, args: unknown[], newTarget) {
        const [size] = args;
        if (typeof size === 'number' && size * unit > maxBytes) throw new RangeError('A buffer would be too large.');
        return Reflect.construct(target, args, newTarget);
      },
    });
  globalThis.ArrayBuffer = guarded(ArrayBuffer, 1);
  globalThis.Uint8Array = guarded(Uint8Array, 1);
  globalThis.Uint16Array = guarded(Uint16Array, 2);
  globalThis.Uint32Array = guarded(Uint32Array, 4);
  // Its pieces are made outside of this thread's buffers, and are many small ones; readers unpack by themselves
  // without it.
  Reflect.deleteProperty(globalThis, 'DecompressionStream');
}

/** What stands under a name; undefined: nothing, or something else than JSON, or the browser keeps nothing. */
export function storedJson(storage: Storage, name: string): unknown {
  try {
    const text = storage.getItem(name);
    return text === null ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

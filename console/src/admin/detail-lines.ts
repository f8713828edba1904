/** A value of the details, or what it was and what it became. */
export type Detail = { readonly name: string } & (
  | { readonly value: string }
  | { readonly from: string | undefined; readonly to: string | undefined }
);

/**
 * What an entry of the audit log says besides, by name. It is any JSON value, which differs by action and by the server's
 * version: what says nothing is left out, and what is of no known form is shown as it is.
 */
export function detailLines(details: unknown): readonly Detail[] {
  if (!isRecord(details)) return [];
  return Object.entries(details).flatMap(([name, value]): Detail[] => {
    if (isRecord(value) && 'from' in value && 'to' in value) {
      return [{ name, from: textOf(value['from']), to: textOf(value['to']) }];
    }
    const text = textOf(value);
    return text === undefined ? [] : [{ name, value: text }];
  });
}

function textOf(value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) return value.map((each) => textOf(each) ?? '').join(', ');
  return typeof value === 'object' ? JSON.stringify(value) : String(value);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

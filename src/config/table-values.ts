import type { Setting } from './setting.ts';

/** Settings by name; a table may hold others. */
export interface SettingsTable {
  readonly [name: string]: Setting<unknown> | SettingsTable;
}

/** The values of a table's settings, in the shape of the table. */
export type Values<T> = T extends Setting<infer V> ? V : { readonly [K in keyof T]: Values<T[K]> };

/** All settings of a table and of the tables in it, in their order. */
export function settingsIn(table: SettingsTable): Setting<unknown>[] {
  return Object.values(table).flatMap((each) => (isSetting(each) ? [each] : settingsIn(each)));
}

/** The value of every setting, frozen; `read` gives that of one. */
export function valuesOf<T extends SettingsTable>(table: T, read: (setting: Setting<unknown>) => unknown): Values<T>;
// The compiler can't see that a loop over a table keeps its shape, so that the type is declared above.
export function valuesOf(table: SettingsTable, read: (setting: Setting<unknown>) => unknown): unknown {
  const values = Object.entries(table).map(([name, each]) => {
    return [name, isSetting(each) ? read(each) : valuesOf(each, read)];
  });
  return Object.freeze(Object.fromEntries(values));
}

/** Each setting of a table with its value, in the order of the table. */
export function valuesIn(table: SettingsTable, values: object): [Setting<unknown>, unknown][] {
  const byName = new Map<string, unknown>(Object.entries(values));
  return Object.entries(table).flatMap(([name, each]): [Setting<unknown>, unknown][] => {
    const value = byName.get(name);
    if (isSetting(each)) return [[each, value]];
    return typeof value === 'object' && value !== null ? valuesIn(each, value) : [];
  });
}

function isSetting(entry: Setting<unknown> | SettingsTable): entry is Setting<unknown> {
  return typeof entry.parse === 'function';
}

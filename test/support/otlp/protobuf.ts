/** A message of Protocol Buffers, taken apart without its schema: the values of each field, by the field's number. */
export type Fields = ReadonlyMap<number, readonly (bigint | Buffer)[]>;

const VARINT = 0;
const FIXED64 = 1;
const BYTES = 2;
const FIXED32 = 5;

/** @throws {Error} for bytes that are no message */
export function readFields(bytes: Buffer): Fields {
  const fields = new Map<number, (bigint | Buffer)[]>();
  let at = 0;
  const varint = (): bigint => {
    let value = 0n;
    for (let shift = 0n; ; shift += 7n) {
      const byte = bytes[at];
      if (byte === undefined || shift > 63n) throw new Error('a number has no end');
      at += 1;
      value |= BigInt(byte & 0x7f) << shift;
      if (byte < 0x80) return value;
    }
  };
  const take = (length: number): Buffer => {
    if (at + length > bytes.length) throw new Error('a field is longer than its message');
    at += length;
    return bytes.subarray(at - length, at);
  };
  const value = (type: number): bigint | Buffer => {
    if (type === VARINT) return varint();
    if (type === FIXED64) return take(8).readBigUInt64LE();
    if (type === BYTES) return take(Number(varint()));
    if (type === FIXED32) return BigInt(take(4).readUInt32LE());
    throw new Error(`there are no fields of type ${type}`);
  };
  while (at < bytes.length) {
    const tag = Number(varint());
    const number = tag >> 3;
    const values = fields.get(number) ?? [];
    values.push(value(tag & 7));
    fields.set(number, values);
  }
  return fields;
}

/** The messages of a repeated field. */
export function messagesOf(fields: Fields, number: number): Fields[] {
  return bytesOf(fields, number).map(readFields);
}

/** The values of a field that holds texts or bytes. */
export function bytesOf(fields: Fields, number: number): Buffer[] {
  return (fields.get(number) ?? []).filter((each): each is Buffer => Buffer.isBuffer(each));
}

/** The value of a number's field; 0 where it isn't set, as Protocol Buffers has it. */
export function numberOf(fields: Fields, number: number): bigint {
  const [value] = fields.get(number) ?? [];
  return typeof value === 'bigint' ? value : 0n;
}

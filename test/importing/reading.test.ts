import { deflateRawSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { readArchive } from '../../src/importing/reading/archive.ts';
import { jsonElements } from '../../src/importing/reading/json-elements.ts';
import type { Upload } from '../../src/importing/reading/upload-reader.ts';
import { zipOf } from '../support/archives/made-archives.ts';

async function* inPieces(bytes: Uint8Array, size: number): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < bytes.length; at += size) yield bytes.subarray(at, at + size);
}

async function elementsOf(text: string, size = 3): Promise<unknown[]> {
  const found: unknown[] = [];
  for await (const each of jsonElements(inPieces(Buffer.from(text), size), 'a.json')) {
    found.push(each.kind === 'value' ? each.value : each.kind);
  }
  return found;
}

function uploadOf(bytes: Uint8Array, name = 'archive'): Upload {
  return { name, bytes: bytes.length, read: ({ start, end }) => inPieces(bytes.subarray(start, end + 1), 1_000) };
}

async function namesAndTexts(bytes: Uint8Array): Promise<Record<string, string>> {
  const read: Record<string, string> = {};
  for (const { name, content } of (await readArchive(uploadOf(bytes))).texts) {
    const chunks: Uint8Array[] = [];
    for await (const chunk of content()) chunks.push(chunk);
    read[name] = Buffer.concat(chunks).toString();
  }
  return read;
}

describe('the elements of a JSON text', () => {
  it('come one by one, however the text is cut up', async () => {
    const values = [{ a: [1, 'ü💚', null] }, 'x', -1.5e3, true, [], {}];
    for (const size of [1, 2, 7, 1_000]) {
      expect(await elementsOf(JSON.stringify(values, null, 1), size)).toEqual(values);
    }
    expect(await elementsOf('\uFEFF[1]')).toEqual([1]);
    expect(await elementsOf(' [ ] ')).toEqual([]);
    expect(await elementsOf('{"a":{"b":1}} ')).toEqual([{ a: { b: 1 } }]);
  });

  it.each([
    ['', 'nothing'],
    ['[1,2', 'a half'],
    ['[{"a":1', 'half an element'],
    ['[1,]', 'a comma too many'],
    ['[1 2]', 'a comma too few'],
    ['[1]]', 'an end too many'],
    ['[1]{}', 'two texts'],
    ['{"a":1}{"a":1}', 'lines of JSON'],
    ['[{"a":}]', 'a member without a value'],
    ['[}', 'another end'],
    ['nope', 'no JSON'],
    ['PK\u0003', 'something else'],
  ])('%j is refused: %s', async (text) => {
    await expect(elementsOf(text)).rejects.toThrow('Nothing was imported');
    await expect(elementsOf(text, 1)).rejects.toThrow('Nothing was imported');
  });

  it('an element that is too deep or too long is passed over, and the next one comes', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    const long = JSON.stringify(Array.from({ length: 40 }, () => 'x'.repeat(500_000)));
    expect(await elementsOf(`[${deep},1,${long},2]`, 65_536)).toEqual(['tooLarge', 1, 'tooLarge', 2]);
  });

  it('a single text without an end is refused before it is in memory', async () => {
    let chunks = 0;
    async function* endless() {
      yield Buffer.from('["');
      for (;;) {
        chunks++;
        yield Buffer.alloc(2 ** 20, 'x');
      }
    }
    const read = async () => {
      for await (const _ of jsonElements(endless(), 'a.json'));
    };
    await expect(read()).rejects.toThrow('too long');
    expect(chunks).toBeLessThan(40);
  });
});

describe('the texts of an archive', () => {
  it('of one with conversations.json are that and memories, whatever else there is', async () => {
    const files = {
      'export/conversations.json': '[1]',
      'export/memories.json': '[2]',
      'export/user.json': '{}',
      '__MACOSX/export/conversations.json': 'junk',
      'export/picture.png': 'x',
    };
    expect(await namesAndTexts(await zipOf(files))).toEqual({
      'export/conversations.json': '[1]',
      'export/memories.json': '[2]',
    });
    expect(
      await namesAndTexts(await zipOf({ 'conversations-000.json': '[1]', 'conversations-001.json': '[2]' })),
    ).toEqual({ 'conversations-000.json': '[1]', 'conversations-001.json': '[2]' });
    expect(await namesAndTexts(await zipOf({ 'a.json': '1', 'b/c.json': '2' }))).toEqual({
      'a.json': '1',
      'b/c.json': '2',
    });
    expect(await namesAndTexts(Buffer.from('[3]'))).toEqual({ archive: '[3]' });
  });

  it.each<[string, () => Promise<Uint8Array> | Uint8Array, string]>([
    ['nothing', () => Buffer.alloc(0), 'empty'],
    ['half an archive', async () => (await zipOf({ 'conversations.json': '[1]' })).subarray(0, -30), 'not whole'],
    ['an archive without JSON', () => zipOf({ 'a.txt': 'x' }), 'no JSON file'],
    ['a bomb', () => zipOf({ 'conversations.json': ' '.repeat(20 * 2 ** 20) }), '100 times'],
  ])('%s is refused', async (_, make, why) => {
    const bytes = await make();
    await expect(readArchive(uploadOf(bytes))).rejects.toThrow(why);
  });

  it('content that isn’t as the archive says of it is refused', async () => {
    const text = JSON.stringify(Array.from({ length: 500 }, (_, at) => `a text of number ${at}`));
    const bytes = await zipOf({ 'conversations.json': text });
    const packed = deflateRawSync(text);
    const at = bytes.indexOf(packed.subarray(0, 20));
    expect(at).toBeGreaterThan(0);
    const broken = Buffer.from(bytes);
    broken[at + 200] = (broken[at + 200] ?? 0) ^ 0xff;
    await expect(namesAndTexts(broken)).rejects.toThrow('broken');
    // Another sum, and the size of a bomb that says it is small.
    const [centre] = [bytes.indexOf(Buffer.from([0x50, 0x4b, 0x01, 0x02]))];
    const otherSum = Buffer.from(bytes);
    otherSum.writeUInt32LE(7, centre + 16);
    await expect(namesAndTexts(otherSum)).rejects.toThrow('broken');
    const otherSize = Buffer.from(bytes);
    otherSize.writeUInt32LE(10, centre + 24);
    await expect(namesAndTexts(otherSize)).rejects.toThrow('broken');
  });
});

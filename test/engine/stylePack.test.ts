import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CODE_LENGTH } from '../../src/engine/network/definition';
import { formatStylePack, readStylePack } from '../../src/engine/stylePack';
import { PACK_FORMAT, type StylePackCard } from '../../src/shared/stylePack';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'stylize-pack-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

function packOf(level: number, format = PACK_FORMAT): Buffer {
  const card = { format, name: 'noir', version: '0.1.0', model: '' } as StylePackCard;
  const code = new Float32Array(CODE_LENGTH).fill(level);
  const bias = { shape: [2], data: Float32Array.of(0.5, -level) };
  const changes = { tensors: new Map([['decoder.out.bias', bias]]) };
  return formatStylePack({ card, code, changes, thumbnails: new Map([['after', Uint8Array.of(1, 2, 3)]]) });
}

describe('a style pack', () => {
  it('is read as it was written', async () => {
    const path = join(folder, 'noir.stylepack');
    await writeFile(path, packOf(0.25));
    const { card, code, changes, thumbnails } = await readStylePack(path);
    expect(card.name).toBe('noir');
    expect([...code]).toEqual(new Array(CODE_LENGTH).fill(0.25));
    expect([...changes.tensors.get('decoder.out.bias')!.data]).toEqual([0.5, -0.25]);
    expect([...thumbnails.get('after')!]).toEqual([1, 2, 3]);
  });

  it('is read once while it stays as it is, and again when it was trained anew', async () => {
    const path = join(folder, 'noir.stylepack');
    await writeFile(path, packOf(0.25));
    const first = await readStylePack(path);
    expect(await readStylePack(path)).toBe(first);
    await rm(path);
    await writeFile(path, packOf(0.75));
    const second = await readStylePack(path);
    expect(second.code[0]).toBe(0.75);
    expect(second.hash).not.toBe(first.hash);
  });

  it('that is gone, cut short, no pack or of a later Stylize is named with a remedy', async () => {
    const path = join(folder, 'noir.stylepack');
    const why = () => readStylePack(path).then(String, (error: Error) => error.message);
    expect(await why()).toContain('there is no such file');
    for (const bytes of [Buffer.alloc(0), packOf(0.5).subarray(0, 300), Buffer.from('{"a":1}')]) {
      await writeFile(path, bytes);
      expect(await why()).toMatch(/noir\.stylepack.*it is no style pack/s);
    }
    await writeFile(path, packOf(0.5, PACK_FORMAT + 1));
    expect(await why()).toContain('Update Stylize');
  });
});

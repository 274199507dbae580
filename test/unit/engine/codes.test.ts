import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { beforeEach, expect, it, onTestFinished } from 'vitest';
import { StyleCodes } from '../../../src/engine/codes';
import { ShippedFactors } from '../../../src/engine/factors';
import type { Planes } from '../../../src/engine/network/backend';
import { CODE_LENGTH } from '../../../src/engine/network/definition';
import type { Network } from '../../../src/engine/network/runtime';

let folder: string;
let looked: number;
let codes: StyleCodes;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'stylize-test-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  looked = 0;
  const network = {
    /** The first sample, so that it tells pictures apart. */
    async styleCode({ data }: Planes) {
      looked++;
      return new Float32Array(CODE_LENGTH).fill(data[0]!);
    },
  } as unknown as Network;
  codes = new StyleCodes(network, join(folder, 'codes'), 'model', new ShippedFactors(join(folder, 'none'), 'model'));
});

const path = () => join(folder, 'ink.png');
const codeOf = async () => (await codes.of({ references: [{ path: path(), weight: 1 }] }))[0]!;
/** Of equal length, whatever its grey. */
const draw = async (grey: number) =>
  writeFileSync(
    path(),
    await sharp({ create: { width: 32, height: 32, channels: 3, background: { r: grey, g: grey, b: grey } } })
      .png({ compressionLevel: 0 })
      .toBuffer(),
  );

it('are looked up once for a whole batch', async () => {
  await draw(255);
  for (let i = 0; i < 5; i++) expect(await codeOf()).toBe(1);
  expect(looked).toBe(1);
});

it('follow a reference that was changed, also one that kept its size and time', async () => {
  await draw(255);
  const { size, atime, mtime } = statSync(path());
  expect(await codeOf()).toBe(1);
  await draw(0);
  utimesSync(path(), atime, mtime);
  expect(statSync(path())).toMatchObject({ size, mtime });
  expect(await codeOf()).toBe(0);
  expect(readdirSync(join(folder, 'codes'))).toHaveLength(2);
});

it('are not remembered of a reference that is gone', async () => {
  await draw(255);
  await codeOf();
  rmSync(path());
  await expect(codeOf()).rejects.toMatchObject({ problem: { kind: 'missing' } });
});

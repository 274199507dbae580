import { createHash } from 'node:crypto';
import { mkdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import writeFileAtomic from 'write-file-atomic';
import product from '../../package.json';
import type { StyleRequest } from '../shared/protocol';
import { isStylePack } from '../shared/stylePack';
import type { ShippedFactors } from './factors';
import { CODE_LENGTH } from './network/definition';
import type { Network } from './network/runtime';
import { blendCodes } from './paint';
import { inspect, readReference } from './pictures/read';
import { readStylePack } from './stylePack';

/** Short side at which a style reference is looked at. */
const REFERENCE_SIDE = 384;

/** Style codes, encoded once per reference's bytes and model, then read from `<folder>/<hash>.code` (256 float32). */
export class StyleCodes {
  private readonly memory = new Map<string, Float32Array>();

  constructor(
    private readonly network: Network,
    private readonly folder: string,
    private readonly modelHash: string,
    readonly factors: ShippedFactors,
  ) {}

  /**
   * The blended code of all references, pictures and packs, with what is added of factors.
   * @throws Fault when one of them can't be read, or a factor is not there
   */
  async of({ references, factors }: Pick<StyleRequest, 'references' | 'factors'>): Promise<Float32Array> {
    const codes = [];
    for (const { path, weight } of references) {
      const code = isStylePack(path) ? (await readStylePack(path)).code : await this.ofPicture(path);
      codes.push({ code, weight });
    }
    return this.factors.added(blendCodes(codes), factors);
  }

  private async ofPicture(path: string): Promise<Float32Array> {
    await inspect(path); // a pipe would make the next line wait for ever
    const bytes = await readFile(path);
    const hash = createHash('sha256')
      .update(`${this.modelHash} ${product.version} ${REFERENCE_SIDE}`)
      .update(bytes)
      .digest('hex');
    const known = this.memory.get(hash) ?? (await this.load(hash));
    const code = known ?? (await this.encode(path));
    this.memory.set(hash, code);
    if (!known) await this.store(hash, code);
    return code;
  }

  private async encode(path: string): Promise<Float32Array> {
    return this.network.styleCode(await readReference(path, REFERENCE_SIDE));
  }

  private async load(hash: string): Promise<Float32Array | undefined> {
    const bytes = await readFile(this.file(hash)).catch(() => undefined);
    if (bytes?.length !== 4 * CODE_LENGTH) return undefined;
    return new Float32Array(new Uint8Array(bytes).buffer);
  }

  private async store(hash: string, code: Float32Array): Promise<void> {
    try {
      await mkdir(this.folder, { recursive: true });
      await writeFileAtomic(this.file(hash), Buffer.from(code.buffer, code.byteOffset, code.byteLength));
    } catch {
      // a cache that can't be written costs time, not results
    }
  }

  private file(hash: string): string {
    return join(this.folder, `${hash}.code`);
  }
}

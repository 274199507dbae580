import { readFileSync } from 'node:fs';
import { inflateRawSync } from 'node:zlib';

/** The float32 arrays of a NumPy archive by name: a zip of .npy files (https://numpy.org/doc/stable/reference/generated/numpy.lib.format.html). */
export function readNpz(path: string): Map<string, { shape: number[]; data: Float32Array }> {
  const zip = readFileSync(path);
  const arrays = new Map<string, { shape: number[]; data: Float32Array }>();
  const end = zip.lastIndexOf('PK\x05\x06', undefined, 'latin1');
  let at = zip.readUInt32LE(end + 16); // the central directory
  for (let left = zip.readUInt16LE(end + 10); left > 0; left--) {
    const [method, packed, nameLength] = [
      zip.readUInt16LE(at + 10),
      zip.readUInt32LE(at + 20),
      zip.readUInt16LE(at + 28),
    ];
    const name = zip.toString('utf8', at + 46, at + 46 + nameLength).replace(/\.npy$/, '');
    const local = zip.readUInt32LE(at + 42);
    const start = local + 30 + zip.readUInt16LE(local + 26) + zip.readUInt16LE(local + 28);
    const bytes = zip.subarray(start, start + packed);
    arrays.set(name, parseNpy(method === 8 ? inflateRawSync(bytes) : bytes));
    at += 46 + nameLength + zip.readUInt16LE(at + 30) + zip.readUInt16LE(at + 32);
  }
  return arrays;
}

function parseNpy(bytes: Buffer): { shape: number[]; data: Float32Array } {
  const start = 10 + bytes.readUInt16LE(8);
  const header = bytes.toString('latin1', 10, start);
  if (!header.includes("'<f4'") || header.includes('True')) throw new Error(`not float32, row by row: ${header}`);
  const shape = [.../'shape': \(([^)]*)\)/.exec(header)![1]!.matchAll(/\d+/g)].map(([side]) => Number(side));
  return { shape, data: new Float32Array(Uint8Array.from(bytes.subarray(start)).buffer) };
}

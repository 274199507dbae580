/** Named weights, as a safetensors file holds them (https://github.com/huggingface/safetensors, format version 1). */
export interface Weights {
  tensors: Map<string, { shape: number[]; data: Float32Array }>;
}

/**
 * Reads safetensors bytes; F16 and F32 become float32.
 * @throws Error naming what is wrong, when the bytes are not a whole safetensors file.
 */
export function parseSafetensors(bytes: Buffer): Weights {
  if (bytes.length < 8) throw new Error('the file is too short to be safetensors');
  const headerLength = Number(bytes.readBigUInt64LE(0));
  if (headerLength > bytes.length - 8) throw new Error('its header is longer than the file');
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + headerLength)) as Record<string, unknown>;
  const { __metadata__: _, ...entries } = header;
  const tensors: Weights['tensors'] = new Map();
  for (const [name, entry] of Object.entries(entries as Record<string, Entry>)) {
    const [start, end] = entry.data_offsets.map((offset) => 8 + headerLength + offset) as [number, number];
    if (end > bytes.length) throw new Error(`tensor ${name} ends beyond the file`);
    const decode = DECODERS[entry.dtype];
    if (!decode) throw new Error(`tensor ${name} has type ${entry.dtype}; only F16 and F32 are read`);
    tensors.set(name, { shape: entry.shape, data: decode(bytes.subarray(start, end)) });
  }
  return { tensors };
}

/**
 * Safetensors bytes of float32 tensors, in the order of their names, so that equal weights make equal files.
 * @param metadata goes into the header
 */
export function formatSafetensors({ tensors }: Weights, metadata: Record<string, string> = {}): Buffer {
  const sorted = [...tensors].sort(([a], [b]) => (a < b ? -1 : 1));
  const header: Record<string, object> = { __metadata__: metadata };
  let start = 0;
  for (const [name, { shape, data }] of sorted) {
    const end = start + data.byteLength;
    header[name] = { dtype: 'F32', shape, data_offsets: [start, end] } satisfies Entry;
    start = end;
  }
  const text = Buffer.from(JSON.stringify(header));
  const padding = Buffer.alloc(-text.length & 7, ' '); // what follows begins at a multiple of 8
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length + padding.length));
  const parts = sorted.map(([, { data }]) => Buffer.from(data.buffer, data.byteOffset, data.byteLength));
  return Buffer.concat([length, text, padding, ...parts]);
}

interface Entry {
  dtype: string;
  shape: number[];
  data_offsets: [number, number];
}

const DECODERS: Record<string, (bytes: Buffer) => Float32Array> = {
  F32: (bytes) => Float32Array.from({ length: bytes.length / 4 }, (_, i) => bytes.readFloatLE(4 * i)),
  F16(bytes) {
    const out = new Float32Array(bytes.length / 2);
    for (let i = 0; i < out.length; i++) out[i] = FLOATS[bytes[2 * i]! | (bytes[2 * i + 1]! << 8)]!;
    return out;
  },
};

/** By their bits: millions of weights are read at each start. */
const FLOATS = Float32Array.from({ length: 0x10000 }, (_, bits) => halfToFloat(bits));

/** IEEE 754 binary16 → number. */
function halfToFloat(bits: number): number {
  const sign = bits & 0x8000 ? -1 : 1;
  const exponent = (bits >> 10) & 0x1f;
  const fraction = bits & 0x3ff;
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction ? Number.NaN : sign * Number.POSITIVE_INFINITY;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

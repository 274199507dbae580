/** Named weights, as a safetensors file holds them (https://github.com/huggingface/safetensors, format version 1). */
export interface Weights {
  tensors: Map<string, { shape: number[]; data: Float32Array }>;
}

/** Weights to which changes were added by their shares. @throws Error for a change that does not fit */
export function changedWeights({ tensors }: Weights, parts: readonly { changes: Weights; share: number }[]): Weights {
  const changed = new Map(tensors);
  for (const { changes, share } of parts)
    for (const [name, { data: change }] of changes.tensors) {
      const tensor = changed.get(name);
      if (tensor?.data.length !== change.length)
        throw new Error(`the weights lack ${name} of ${change.length} numbers`);
      changed.set(name, { ...tensor, data: tensor.data.map((number, i) => number + share * change[i]!) });
    }
  return { tensors: changed };
}

/** All that a safetensors file may hold for us. */
export interface TensorFile extends Weights {
  /** Bytes by name, such as of pictures: tensors of type U8 in one row. */
  blobs: Map<string, Uint8Array>;
  metadata: Record<string, string>;
}

/**
 * Reads safetensors bytes; F16 and F32 become float32.
 * @throws Error naming what is wrong, when the bytes are not a whole safetensors file.
 */
export function parseSafetensors(bytes: Buffer): TensorFile {
  if (bytes.length < 8) throw new Error('the file is too short to be safetensors');
  const headerLength = Number(bytes.readBigUInt64LE(0));
  if (headerLength > bytes.length - 8) throw new Error('its header is longer than the file');
  const header = JSON.parse(bytes.toString('utf8', 8, 8 + headerLength)) as Record<string, unknown>;
  const { __metadata__: metadata = {}, ...entries } = header;
  const tensors: Weights['tensors'] = new Map();
  const blobs = new Map<string, Uint8Array>();
  for (const [name, entry] of Object.entries(entries as Record<string, Entry>)) {
    const [start, end] = entry.data_offsets.map((offset) => 8 + headerLength + offset) as [number, number];
    if (end > bytes.length) throw new Error(`tensor ${name} ends beyond the file`);
    const part = bytes.subarray(start, end);
    const decode = DECODERS[entry.dtype];
    if (entry.dtype === 'U8') blobs.set(name, part);
    else if (decode) tensors.set(name, { shape: entry.shape, data: decode(part) });
    else throw new Error(`tensor ${name} has type ${entry.dtype}; only F16, F32 and U8 are read`);
  }
  return { tensors, blobs, metadata: metadata as Record<string, string> };
}

/**
 * Safetensors bytes, in the order of their names, so that equal contents make equal files.
 * @param half which tensors are kept as float16, to three digits; none if left out
 */
export function formatSafetensors(
  { tensors, blobs = new Map(), metadata = {} }: Weights & Partial<TensorFile>,
  half: (name: string) => boolean = () => false,
): Buffer {
  const parts = [
    ...[...tensors].map(([name, { shape, data }]) =>
      half(name)
        ? { name, dtype: 'F16', shape, bytes: new Uint8Array(Uint16Array.from(data, floatToHalf).buffer) }
        : { name, dtype: 'F32', shape, bytes: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) },
    ),
    ...[...blobs].map(([name, bytes]) => ({ name, dtype: 'U8', shape: [bytes.length], bytes })),
  ].sort((a, b) => alignment(b) - alignment(a) || (a.name < b.name ? -1 : 1));
  const header: Record<string, object> = { __metadata__: metadata };
  let start = 0;
  for (const { name, dtype, shape, bytes } of parts) {
    const end = start + bytes.length;
    header[name] = { dtype, shape, data_offsets: [start, end] } satisfies Entry;
    start = end;
  }
  const text = Buffer.from(JSON.stringify(header));
  const padding = Buffer.alloc(-text.length & 7, ' '); // what follows begins at a multiple of 8
  const length = Buffer.alloc(8);
  length.writeBigUInt64LE(BigInt(text.length + padding.length));
  return Buffer.concat([length, text, padding, ...parts.map(({ bytes }) => bytes)]);
}

/** Bytes of an element: larger ones first, so that each lies at a multiple of its own size. */
const alignment = ({ dtype }: { dtype: string }): number => ({ F32: 4, F16: 2 })[dtype] ?? 1;

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

/** Number → IEEE 754 binary16, to the nearest, halves to even; what is too large becomes infinite. */
function floatToHalf(number: number): number {
  const sign = number < 0 || Object.is(number, -0) ? 0x8000 : 0;
  const size = Math.abs(number);
  if (Number.isNaN(number)) return 0x7e00;
  if (size < 2 ** -14) return sign | toEven(size * 2 ** 24); // up to 1024: the smallest that is not subnormal
  const exponent = Math.floor(Math.log2(size));
  if (exponent > 15) return sign | 0x7c00;
  // a fraction rounded up to 1 carries into the exponent, as it should
  return sign | Math.min(0x7c00, ((exponent + 15) << 10) + toEven((size / 2 ** exponent - 1) * 1024));
}

function toEven(number: number): number {
  const below = Math.floor(number);
  const rest = number - below;
  return rest > 0.5 || (rest === 0.5 && below % 2 === 1) ? below + 1 : below;
}

import { PbfWriter } from 'pbf';
import type { Figures } from './trainer';

/** Something that TensorBoard shows: figures at a step, by tags such as `train/style`. */
export interface LoggedEvent {
  /** Seconds of the epoch. */
  time: number;
  step: number;
  figures?: Figures;
  /** What came at this step or later before is void: it comes again. */
  restarts?: boolean;
}

/** The name of an event file, by which TensorBoard knows it. @param time seconds of the epoch, of its beginning */
export function eventFileName(time: number): string {
  return `events.out.tfevents.${String(Math.floor(time)).padStart(10, '0')}.stylize`;
}

/** The first record of an event file. @param time seconds of the epoch */
export function eventFileHeader(time: number): Buffer {
  const pbf = new PbfWriter();
  pbf.writeDoubleField(1, time);
  pbf.writeStringField(3, 'brain.Event:2');
  return record(pbf.finish());
}

/** An event as a record: the protocol buffer `Event` of tensorflow/core/util/event.proto. */
export function formatEvent({ time, step, figures = {}, restarts = false }: LoggedEvent): Buffer {
  const pbf = new PbfWriter();
  pbf.writeDoubleField(1, time);
  pbf.writeVarintField(2, step);
  if (restarts) pbf.writeMessage(7, (_, session) => session.writeVarintField(1, 1), undefined);
  else
    pbf.writeMessage(
      5,
      (_, summary) => {
        for (const [tag, value] of Object.entries(figures))
          summary.writeMessage(
            1,
            (_, entry) => {
              entry.writeStringField(1, tag);
              entry.writeFloatField(2, value);
            },
            undefined,
          );
      },
      undefined,
    );
  return record(pbf.finish());
}

/** A record of a TFRecord file: length, its check sum, the bytes, theirs. */
function record(bytes: Uint8Array): Buffer {
  const out = Buffer.alloc(bytes.length + 16);
  out.writeBigUInt64LE(BigInt(bytes.length), 0);
  out.writeUInt32LE(masked(crc32c(out.subarray(0, 8))), 8);
  out.set(bytes, 12);
  out.writeUInt32LE(masked(crc32c(bytes)), bytes.length + 12);
  return out;
}

/** CRC-32C (Castagnoli), which node's zlib does not have. */
export function crc32c(bytes: Uint8Array): number {
  let sum = -1;
  for (const byte of bytes) sum = TABLE[(sum ^ byte) & 255]! ^ (sum >>> 8);
  return ~sum >>> 0;
}

const TABLE = Int32Array.from({ length: 256 }, (_, n) => {
  for (let bit = 0; bit < 8; bit++) n = n & 1 ? 0x82f63b78 ^ (n >>> 1) : n >>> 1;
  return n;
});

/** As TFRecord keeps check sums: a sum of bytes that hold sums would tell little. */
function masked(sum: number): number {
  return (((sum >>> 15) | (sum << 17)) + 0xa282ead8) >>> 0;
}

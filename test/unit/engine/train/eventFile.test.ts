import { PbfReader } from 'pbf';
import { expect, it } from 'vitest';
import { crc32c, eventFileHeader, eventFileName, formatEvent } from '../../../../src/engine/train/eventFile';

/** A file as TensorBoard reads it, with each check sum checked. */
function recordsOf(file: Buffer): Buffer[] {
  const unmasked = (at: number) => {
    const rotated = (file.readUInt32LE(at) - 0xa282ead8) >>> 0;
    return ((rotated >>> 17) | (rotated << 15)) >>> 0;
  };
  const records: Buffer[] = [];
  for (let at = 0; at < file.length; ) {
    const length = Number(file.readBigUInt64LE(at));
    const bytes = file.subarray(at + 12, at + 12 + length);
    expect(unmasked(at + 8)).toBe(crc32c(file.subarray(at, at + 8)));
    expect(unmasked(at + 12 + length)).toBe(crc32c(bytes));
    records.push(bytes);
    at += length + 16;
  }
  return records;
}

interface Event {
  time?: number;
  step?: number;
  version?: string;
  status?: number;
  figures: Record<string, number>;
}

function eventOf(bytes: Buffer): Event {
  return new PbfReader(bytes).readFields<Event>(
    (tag, event, pbf) => {
      if (tag === 1) event.time = pbf.readDouble();
      if (tag === 2) event.step = pbf.readVarint();
      if (tag === 3) event.version = pbf.readString();
      if (tag === 7)
        event.status = pbf.readMessage<{ status?: number }>((_, it, inner) => {
          it.status = inner.readVarint();
        }, {}).status!;
      if (tag === 5)
        pbf.readMessage((_, figures: Event['figures'], summary) => {
          const value = summary.readMessage<{ tag?: string; value?: number }>((field, entry, inner) => {
            if (field === 1) entry.tag = inner.readString();
            if (field === 2) entry.value = inner.readFloat();
          }, {});
          figures[value.tag!] = value.value!;
        }, event.figures);
    },
    { figures: {} },
  );
}

it('sums as Castagnoli has it', () => {
  // RFC 3720, B.4, and the check value of the CRC catalogue
  expect(crc32c(Buffer.from('123456789'))).toBe(0xe3069283);
  expect(crc32c(Buffer.alloc(32))).toBe(0x8a9136aa);
  expect(crc32c(Buffer.alloc(32, 255))).toBe(0x62a8ab43);
});

it('writes figures and restarts as events', () => {
  const figures = { 'train/loss': 0.5, 'train/style': 3 };
  const file = [
    eventFileHeader(12.5),
    formatEvent({ time: 13, step: 7, figures }),
    formatEvent({ time: 14, step: 300, restarts: true }),
  ];
  expect(recordsOf(Buffer.concat(file)).map(eventOf)).toEqual([
    { time: 12.5, version: 'brain.Event:2', figures: {} },
    { time: 13, step: 7, figures },
    { time: 14, step: 300, status: 1, figures: {} },
  ]);
});

it('names files so that they sort by time', () => {
  expect(eventFileName(1_700_000_000.9)).toBe('events.out.tfevents.1700000000.stylize');
});

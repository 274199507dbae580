import sharp from 'sharp';
import type { Seamless } from '../shared/treatment';
import type { FeatureMap, Features, Modulations, Planes } from './network/backend';
import { COARSE, CODE_LENGTH, FINE, normalising } from './network/definition';
import type { Network } from './network/runtime';
import { type Bled, bleed } from './pictures/bleed';
import { bleedRepeated } from './pictures/bleedRepeated';
import { type Picture, whiteOf } from './pictures/picture';
import { type Repeat, repeated, repeatOf } from './pictures/repeat';
import type { Scratch } from './scratch';
import { Statistics } from './statistics';
import { mirror, mirrorCell, planTiles, type Tile } from './tiles';

export interface PaintOptions {
  /** 0…1: how far from the picture's own code towards the style's; 0 is the picture itself. */
  strength: number;
  /** Keeps hue and saturation: only lightness comes from the painted picture. */
  preserveColor: boolean;
  /** Along which axes the picture is a texture that repeats; along none if left out. */
  seamless?: Seamless | undefined;
  /** Of the shot or sheet that the picture is a part of; its own, if left out. */
  tones?: Tones | undefined;
  /** Leaves out what brings the result nearer to the picture, its colours and the fade: somebody else sees to that. */
  plain?: boolean;
  /** Side of the largest piece painted at once, pixels. */
  tile: number;
  /** Called after each tile of each pass. */
  progress(done: number, total: number): void;
  /** Lets messages in, and throws when the job was cancelled. */
  pause(): Promise<void>;
}

/** Below this strength the painted picture fades into the original, so that strength 0 is reached without a jump. */
const FADE = 0.15;

/** Side of the view from which a picture's own code is taken. */
const OWN_CODE_SIDE = 384;

/**
 * Paints a picture in a style. All frames share one set of statistics, so that an animation does not flicker; alpha is
 * copied untouched. Returns samples laid out as the picture's.
 */
export async function paint(
  network: Network,
  picture: Picture,
  code: Float32Array,
  options: PaintOptions,
): Promise<Picture> {
  if (options.strength === 0) return picture;
  return paintStudied(network, await studyPicture(network, picture, options), code, options);
}

/** All that painting needs to know of a picture, whatever the style. */
export interface Study {
  picture: Picture;
  repeat: Repeat;
  views: Bled[];
  pieces: { view: Bled; frame: number; tile: Tile }[];
  tones: Tones;
  /** Of a picture in one piece, so that it is not encoded twice; valid until the network encodes another. */
  kept: Features | undefined;
}

/** What pictures that are to look alike have in common: whole-picture statistics, gathered over all of them. */
export interface Tones {
  fine: Statistics;
  coarse: Statistics;
  /** The picture's own code, or that of the first of them; undefined until it was asked for. */
  own: Float32Array | undefined;
}

type StudyOptions = Pick<PaintOptions, 'tile' | 'seamless' | 'tones' | 'progress' | 'pause'>;

export function newTones(): Tones {
  return { fine: new Statistics(FINE), coarse: new Statistics(COARSE), own: undefined };
}

/** Looks at a picture: the first half of the steps of `paint`. */
export async function studyPicture(network: Network, picture: Picture, options: StudyOptions): Promise<Study> {
  const study: Study = { ...cutUp(picture, options), tones: options.tones ?? newTones(), kept: undefined };
  if (!options.tones) study.kept = await gatherPieces(network, study, options);
  return study;
}

/** Adds a picture to the tones that it is going to share with others. */
export async function gatherTones(
  network: Network,
  picture: Picture,
  tones: Tones,
  options: Omit<StudyOptions, 'tones'>,
): Promise<void> {
  const study: Study = { ...cutUp(picture, options), tones, kept: undefined };
  await gatherPieces(network, study, options);
  if (study.pieces.length > 0) tones.own ??= await ownCode(network, picture, study.views);
}

function cutUp(
  picture: Picture,
  { seamless, tile }: Pick<PaintOptions, 'tile' | 'seamless'>,
): Pick<Study, 'picture' | 'repeat' | 'views' | 'pieces'> {
  const repeat = repeatOf(seamless);
  const views = Array.from({ length: picture.frames }, (_, frame) => viewOf(picture, frame, repeat));
  const tiles = planTiles(picture.width, picture.height, tile, repeat);
  const pieces = views.flatMap((view, frame) => (view.visible ? tiles.map((tile) => ({ view, frame, tile })) : []));
  return { picture, repeat, views, pieces };
}

/** Gathers the tones of a picture; gives the features of one in one piece. */
async function gatherPieces(
  network: Network,
  { picture, repeat, pieces, tones }: Study,
  options: Pick<PaintOptions, 'progress' | 'pause'>,
): Promise<Features | undefined> {
  let kept: Features | undefined;
  for (const [done, { view, tile }] of pieces.entries()) {
    await options.pause();
    const features = await network.encode(windowOf(picture, repeat, view, tile, network.scratch));
    gather(tones.fine, features.fine, view, tile, 4);
    gather(tones.coarse, features.coarse, view, tile, 8);
    if (pieces.length === 1) kept = features;
    options.progress(done + 1, 2 * pieces.length);
  }
  return kept;
}

/** Paints a picture that was studied: the second half of the steps of `paint`. */
export async function paintStudied(
  network: Network,
  study: Study,
  code: Float32Array,
  options: PaintOptions,
): Promise<Picture> {
  const { picture, pieces } = study;
  const { strength } = options;
  if (strength === 0 || pieces.length === 0) return picture;
  const target = strength < 1 ? mix(await ownCodeOf(network, study), code, strength) : code;
  return paintModulated(network, study, await network.modulations(target), options);
}

/** The code of the picture itself, towards which strength leads back. @param study of a picture of which something is visible */
export async function ownCodeOf(network: Network, { picture, views, tones }: Study): Promise<Float32Array> {
  tones.own ??= await ownCode(network, picture, views);
  return tones.own;
}

/** Paints a picture that was studied with these modulations, which come of a code or of several. */
export async function paintModulated(
  network: Network,
  { picture, repeat, pieces, tones, kept }: Study,
  base: Modulations,
  options: PaintOptions,
): Promise<Picture> {
  const modulations = normalised(base, tones);
  const { pixels } = picture;
  // not slice(): sharp gives Buffers, whose slice shares their memory, and tiles would see what their neighbours painted
  const copy = pixels instanceof Uint16Array ? new Uint16Array(pixels) : new Uint8Array(pixels);
  const out: Picture = { ...picture, pixels: copy };
  for (const [done, { view, frame, tile }] of pieces.entries()) {
    await options.pause();
    const features = kept ?? (await network.encode(windowOf(picture, repeat, view, tile, network.scratch)));
    const continued = {
      fine: continueOutwards(features.fine, picture, repeat, tile, 4, network.scratch),
      coarse: continueOutwards(features.coarse, picture, repeat, tile, 8, network.scratch),
    };
    place(out, frame, view, tile, await network.decode(continued, modulations), options);
    options.progress(pieces.length + done + 1, 2 * pieces.length);
  }
  return out;
}

/** Codes weighted by shares that add up to 1: a blend of styles. */
export function blendCodes(codes: { code: Float32Array; weight: number }[]): Float32Array {
  const total = codes.reduce((sum, { weight }) => sum + weight, 0);
  return Float32Array.from({ length: CODE_LENGTH }, (_, i) =>
    codes.reduce((sum, { code, weight }) => sum + (code[i]! * weight) / total, 0),
  );
}

/** Between two codes. @param share of the second, 0…1 */
export function mix(from: Float32Array, to: Float32Array, share: number): Float32Array {
  return blendCodes([
    { code: from, weight: 1 - share },
    { code: to, weight: share },
  ]);
}

function normalised(base: Modulations, { fine, coarse }: Tones): Modulations {
  const [f, c] = [fine.moments(), coarse.moments()];
  return {
    ...base,
    fine: normalising(base.fine, f.mean, f.deviation),
    coarse: normalising(base.coarse, c.mean, c.deviation),
  };
}

function viewOf(picture: Picture, frame: number, repeat: Repeat): Bled {
  if (picture.channels === 4)
    return repeat.x || repeat.y ? bleedRepeated(picture, frame, repeat) : bleed(picture, frame);
  const { width, height, pixels } = picture;
  const start = frame * width * height * 3;
  const colour: Bled['colour'] = (x, y, c) => pixels[start + (y * width + x) * 3 + c]!;
  return { colour, near: () => true, visible: true, opaqueFrom: start };
}

/** The tile's window as planes, mirrored or repeated beyond the picture. */
function windowOf(picture: Picture, repeat: Repeat, view: Bled, { encoded }: Tile, scratch: Scratch): Planes {
  const { left, top, width, height } = encoded;
  const { pixels } = picture;
  const scale = 1 / whiteOf(picture);
  const data = scratch.take('window', 3 * width * height);
  const [columnAt, rowAt] = [repeat.x ? repeated : mirror, repeat.y ? repeated : mirror];
  const columns = Int32Array.from({ length: width }, (_, x) => 3 * columnAt(left + x, picture.width));
  for (let y = 0; y < height; y++) {
    const row = rowAt(top + y, picture.height);
    for (let c = 0; c < 3; c++) {
      const to = (c * height + y) * width;
      if (view.opaqueFrom === undefined)
        for (let x = 0; x < width; x++) data[to + x] = view.colour(columns[x]! / 3, row, c) * scale;
      else {
        // most pixels go this way: without a call for each, it takes a third of the time
        const from = view.opaqueFrom + row * picture.width * 3 + c;
        for (let x = 0; x < width; x++) data[to + x] = pixels[from + columns[x]!]! * scale;
      }
    }
  }
  return { data, width, height };
}

/** Adds the cells of a tile's own part to the statistics, each weighted by how visible it is. */
function gather(statistics: Statistics, map: FeatureMap, view: Bled, tile: Tile, cell: number): void {
  const [, , rows, columns] = map.dims;
  const area = {
    left: (tile.left - tile.encoded.left) / cell,
    top: (tile.top - tile.encoded.top) / cell,
    width: Math.ceil(tile.width / cell),
    height: Math.ceil(tile.height / cell),
  };
  statistics.add(map.data, columns, rows, area, view.weights?.(tile, cell));
}

/**
 * The features to decode of a tile, mirrored into the margin around the picture. Zeros beyond the canvas reach what is encoded
 * there, and normalisation makes much of that where a picture is nearly flat: it would get a bright frame. Where a texture
 * repeats, what was encoded goes on as far as needed.
 */
function continueOutwards(
  map: FeatureMap,
  picture: Picture,
  repeat: Repeat,
  { encoded, decoded }: Tile,
  cell: number,
  scratch: Scratch,
): FeatureMap {
  const [, channels, rows, columns] = map.dims;
  const [height, width] = [decoded.height / cell, decoded.width / cell];
  const from = map.data;
  const to = scratch.take(`continued ${cell}`, channels * height * width);
  const sources = (start: number, origin: number, count: number, length: number, repeats: boolean): Int32Array =>
    Int32Array.from({ length: count }, (_, i) => {
      const at = start / cell + i;
      return (repeats ? at : mirrorCell(at, Math.ceil(length / cell))) - origin / cell;
    });
  const fromColumn = sources(decoded.left, encoded.left, width, picture.width, repeat.x);
  const fromRow = sources(decoded.top, encoded.top, height, picture.height, repeat.y);
  const first = repeat.x ? 0 : Math.max(0, -decoded.left / cell); // to `last`: what was encoded side by side
  const last = repeat.x ? width - 1 : Math.min(width, Math.ceil(picture.width / cell) - decoded.left / cell) - 1;
  for (let c = 0; c < channels; c++)
    for (let y = 0; y < height; y++) {
      const at = (c * height + y) * width;
      const source = (c * rows + fromRow[y]!) * columns;
      to.set(from.subarray(source + fromColumn[first]!, source + fromColumn[last]! + 1), at + first);
      for (let x = 0; x < first; x++) to[at + x] = from[source + fromColumn[x]!]!;
      for (let x = last + 1; x < width; x++) to[at + x] = from[source + fromColumn[x]!]!;
    }
  return { data: to, dims: [1, channels, height, width] };
}

/** The picture's own code, from its first visible frame brought to about OWN_CODE_SIDE. */
async function ownCode(network: Network, picture: Picture, views: Bled[]): Promise<Float32Array> {
  const view = views.find((v) => v.visible)!;
  const { width, height } = picture;
  const white = whiteOf(picture);
  // every n-th pixel of a large picture will do: twice as many as the view has are left
  const step = Math.max(1, Math.floor(Math.min(width, height) / (2 * OWN_CODE_SIDE)));
  const [columns, rows] = [Math.ceil(width / step), Math.ceil(height / step)];
  const bytes = Buffer.alloc(3 * columns * rows);
  for (let y = 0; y < rows; y++)
    for (let x = 0; x < columns; x++)
      for (let c = 0; c < 3; c++)
        bytes[3 * (y * columns + x) + c] = (view.colour(x * step, y * step, c) * 255) / white + 0.5;
  const scale = Math.min(1, OWN_CODE_SIDE / Math.min(width, height));
  const even = (length: number) => Math.max(16, 2 * Math.round((length * scale) / 2));
  const { data, info } = await sharp(bytes, { raw: { width: columns, height: rows, channels: 3 } })
    .resize(even(width), even(height), { fit: 'fill' })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const area = info.width * info.height;
  const planes = Float32Array.from({ length: 3 * area }, (_, i) => data[3 * (i % area) + Math.floor(i / area)]! / 255);
  return network.styleCode({ data: planes, width: info.width, height: info.height });
}

/** Writes a tile's own part of what was painted, [12, height/2, width/2], into the picture. */
function place(
  out: Picture,
  frame: number,
  view: Bled,
  tile: Tile,
  painted: Float32Array,
  options: PaintOptions,
): void {
  const { channels, pixels } = out;
  const white = whiteOf(out);
  const { left, top, width, height } = tile.decoded;
  const [columns, area] = [width / 2, (width * height) / 4];
  const share = options.plain ? 1 : fadeOf(options.strength);
  const keepsColour = options.preserveColor && !options.plain;
  const plain = view.opaqueFrom !== undefined && share === 1 && !keepsColour;
  const rgb = [0, 0, 0];
  for (let y = tile.top; y < tile.top + tile.height; y++) {
    const row = ((y - top) & 1) * 2 * area + ((y - top) >> 1) * columns;
    let to = ((frame * out.height + y) * out.width + tile.left) * channels;
    if (plain) {
      placeRow(pixels, to, painted, row, area, tile.left - left, tile.width, white);
      continue;
    }
    for (let x = tile.left; x < tile.left + tile.width; x++, to += channels) {
      const from = row + ((x - left) & 1) * area + ((x - left) >> 1);
      if (!view.near(x, y)) continue;
      for (let c = 0; c < 3; c++) rgb[c] = clamp(painted[4 * c * area + from]!) * white;
      if (keepsColour) keepColour(rgb, [view.colour(x, y, 0), view.colour(x, y, 1), view.colour(x, y, 2)], white);
      for (let c = 0; c < 3; c++)
        pixels[to + c] = (share === 1 ? rgb[c]! : share * rgb[c]! + (1 - share) * view.colour(x, y, c)) + 0.5;
    }
  }
}

/** A row of `width` RGB pixels from column `first` of what was painted; most pixels go this way, so it is plain and fast. */
function placeRow(
  pixels: Picture['pixels'],
  to: number,
  painted: Float32Array,
  row: number,
  area: number,
  first: number,
  width: number,
  white: number,
): void {
  for (let c = 0; c < 3; c++) {
    const even = 4 * c * area + row;
    for (let x = first, at = to + c; x < first + width; x++, at += 3) {
      const v = painted[even + (x & 1) * area + (x >> 1)]!;
      pixels[at] = (v <= 0 ? 0 : v >= 1 ? white : v * white) + 0.5;
    }
  }
}

/** The original colour shifted to the painted luma (Rec. 601), as LumaOnly transfer in Gatys et al. 2016 (1606.05897). */
export function keepColour(rgb: number[], original: readonly [number, number, number], white: number): void {
  const shift = lumaOf(rgb[0]!, rgb[1]!, rgb[2]!) - lumaOf(...original);
  for (let c = 0; c < 3; c++) rgb[c] = clamp((original[c]! + shift) / white) * white;
}

/** Rec. 601. */
export function lumaOf(r: number, g: number, b: number): number {
  return 0.299 * r + 0.587 * g + 0.114 * b;
}

/** Share of the painted picture: below some strength it fades into the original. */
export function fadeOf(strength: number): number {
  return Math.min(1, strength / FADE);
}

function clamp(v: number): number {
  return Math.min(1, Math.max(0, v));
}

import { z } from 'zod';
import { parseJson } from './parseJson';
import type { Rect } from './rect';

/** A frame as it lies on its sheet. */
export interface AtlasFrame {
  name: string;
  rect: Rect;
  /** Whether it lies there a quarter turned to the right, as packers do to save room. */
  turned: boolean;
}

/**
 * The frames that an atlas names: JSON of TexturePacker (hash, array, and several sheets in one file) or of Aseprite (hash and
 * array). Trimmed frames are told as what is left of them, empty ones are left out.
 * @param picture the sheet's path: it tells which of several sheets is meant
 * @throws Error with a cause for people, where it is something else
 */
export function readAtlas(text: string, picture: string): AtlasFrame[] {
  const json = parseJson(text);
  const several = severalSchema.safeParse(json).data?.textures;
  const sheet = several?.find(({ image }) => nameOf(image) === nameOf(picture)) ?? (several ? undefined : json);
  if (several && !sheet) throw new Error(`it says nothing of ${nameOf(picture)}`);
  const read = atlasSchema.safeParse(sheet);
  if (!read.success) throw new Error('it is no sprite sheet of TexturePacker or Aseprite in JSON');
  const { frames } = read.data;
  const named = Array.isArray(frames)
    ? frames.map((frame, index) => ({ ...frame, name: frame.filename ?? `${index}` }))
    : Object.entries(frames).map(([name, frame]) => ({ ...frame, name }));
  return named.flatMap(({ name, frame: { x, y, w, h }, rotated }) => {
    const [width, height] = rotated ? [h, w] : [w, h];
    if (width === 0 || height === 0) return [];
    return [{ name, rect: { left: x, top: y, right: x + width, bottom: y + height }, turned: rotated }];
  });
}

const length = z.int().min(0);
const frameSchema = z.object({
  frame: z.object({ x: length, y: length, w: length, h: length }),
  rotated: z.boolean().default(false),
  filename: z.string().optional(),
});
const atlasSchema = z.object({ frames: z.union([z.array(frameSchema), z.record(z.string(), frameSchema)]) });
const severalSchema = z.object({ textures: z.array(z.looseObject({ image: z.string() })) });

function nameOf(path: string): string {
  return path.split(/[/\\]/).at(-1)!;
}

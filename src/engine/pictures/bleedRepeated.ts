import { type Bled, bleed } from './bleed';
import type { Picture } from './picture';
import { type Repeat, repeated } from './repeat';

/** The same for a texture that repeats: what is beyond its edges counts too, as far as it matters. */
export function bleedRepeated(picture: Picture, frame: number, repeat: Repeat): Bled {
  const [across, down] = [repeat.x ? MARGIN : 0, repeat.y ? MARGIN : 0];
  const bled = bleed(extended(picture, frame, across, down), 0);
  const { weights } = bled;
  return {
    colour: (x, y, channel) => bled.colour(x + across, y + down, channel),
    near: (x, y) => bled.near(x + across, y + down),
    visible: bled.visible,
    ...(weights && {
      weights: ({ left, top, ...size }, cell) => weights({ left: left + across, top: top + down, ...size }, cell),
    }),
  };
}

/** Pixels: blocks of so many hold a colour wherever one is near enough to be painted. */
const MARGIN = 64;

/** One frame with its copies around it. */
function extended(picture: Picture, frame: number, across: number, down: number): Picture {
  const { channels, pixels } = picture;
  const [width, height] = [picture.width + 2 * across, picture.height + 2 * down];
  const length = width * height * channels;
  const out = pixels instanceof Uint16Array ? new Uint16Array(length) : new Uint8Array(length);
  for (let y = 0; y < height; y++) {
    const row = (frame * picture.height + repeated(y - down, picture.height)) * picture.width;
    for (let x = 0; x < width; x++) {
      const from = (row + repeated(x - across, picture.width)) * channels;
      for (let c = 0; c < channels; c++) out[(y * width + x) * channels + c] = pixels[from + c]!;
    }
  }
  return { ...picture, width, height, frames: 1, pixels: out };
}

import sharp from 'sharp';

/** A picture here is `{ width, height, data }`, `data` being RGBA bytes, not premultiplied. */
export async function rasterise(svg) {
  const { data, info } = await sharp(Buffer.from(svg)).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

/** Calls `colour(x, y, out)` for every pixel; `out` begins as opaque black. */
export function shade(width, height, colour) {
  const data = new Uint8ClampedArray(width * height * 4);
  const out = [0, 0, 0, 255];
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++, at += 4) {
      out[0] = out[1] = out[2] = 0;
      out[3] = 255;
      colour(x, y, out);
      data[at] = out[0];
      data[at + 1] = out[1];
      data[at + 2] = out[2];
      data[at + 3] = out[3];
    }
  }
  return { width, height, data };
}

/** Repaints a picture in place: `change(x, y, out)` finds the present colour in `out`. */
export function reshade(picture, change) {
  const { width, height, data } = picture;
  return shade(width, height, (x, y, out) => {
    const at = (y * width + x) * 4;
    for (let channel = 0; channel < 4; channel++) {
      out[channel] = data[at + channel];
    }
    change(x, y, out);
  });
}

/** @param frameHeight of an animation, whose frames are one below the other */
export const toSharp = ({ width, height, data, frameHeight }) =>
  sharp(Buffer.from(data.buffer, data.byteOffset, data.byteLength), {
    raw: { width, height, channels: 4, ...(frameHeight ? { pageHeight: frameHeight } : {}) },
  });

async function fromSharp(image) {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

export const blur = (picture, sigma) => fromSharp(toSharp(picture).blur(sigma));

/** Lays pictures or SVG texts of the same size over one another; an entry may be `{ over, blend }`. */
export async function layer(base, ...above) {
  const entries = above.map((entry) => {
    const { over, blend } = entry.over ? entry : { over: entry, blend: 'over' };
    return typeof over === 'string'
      ? { input: Buffer.from(over), blend }
      : {
          input: Buffer.from(over.data.buffer, over.data.byteOffset, over.data.byteLength),
          raw: { width: over.width, height: over.height, channels: 4 },
          blend,
        };
  });
  return fromSharp(toSharp(base).composite(entries).ensureAlpha());
}

/** Film grain and a gentle vignette hide the banding of wide gradients. */
export function finish(picture, noise, { grain = 5, vignette = 0.2 } = {}) {
  const { width, height } = picture;
  return reshade(picture, (x, y, out) => {
    const far = Math.hypot(x / width - 0.5, y / height - 0.5) * 1.42;
    const light = 1 - vignette * smoothstep(0.35, 1.05, far);
    const speck = grain * noise.noise(x * 0.71 + y * 0.13, y * 0.73 - x * 0.11);
    for (let channel = 0; channel < 3; channel++) {
      out[channel] = out[channel] * light + speck;
    }
  });
}

export const clamp = (value, low = 0, high = 1) => Math.min(high, Math.max(low, value));
export const lerp = (a, b, t) => a + (b - a) * t;

export function smoothstep(low, high, value) {
  const t = clamp((value - low) / (high - low));
  return t * t * (3 - 2 * t);
}

export const rgb = (hex) => [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16));
export const hex = (colour) =>
  `#${colour
    .map((value) =>
      Math.round(clamp(value, 0, 255))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
export const blend = (a, b, t) => [lerp(a[0], b[0], t), lerp(a[1], b[1], t), lerp(a[2], b[2], t)];

/** Mixes `colour` into `out`, in place: the brush of every pixel painter here. */
export function glaze(out, colour, amount) {
  const t = clamp(amount);
  out[0] += (colour[0] - out[0]) * t;
  out[1] += (colour[1] - out[1]) * t;
  out[2] += (colour[2] - out[2]) * t;
}

/** A colour ramp over sorted `[position, '#rrggbb']` stops. */
export function ramp(stops) {
  const list = stops.map(([at, colour]) => [at, rgb(colour)]);
  return (position) => {
    const above = list.findIndex(([at]) => at >= position);
    if (above === 0) {
      return list[0][1];
    }
    if (above < 0) {
      return list.at(-1)[1];
    }
    const [low, from] = list[above - 1];
    const [high, to] = list[above];
    return blend(from, to, (position - low) / (high - low));
  };
}

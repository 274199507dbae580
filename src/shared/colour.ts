/** Colours as numbers: how far apart two of them look. Everything is sRGB of 8 bits a channel, D65. */

/** Red, green and blue, 0…255. */
export type Rgb = readonly [number, number, number];
/** Lightness and two opponent axes, of the space that the function names. */
export type Lab = readonly [number, number, number];

/** `#rgb` or `#rrggbb`, with or without `#`; undefined for anything else. */
export function parseHex(text: string): Rgb | undefined {
  const [, digits] = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim()) ?? [];
  if (digits === undefined) return undefined;
  const long = digits.length === 6 ? digits : digits.replaceAll(/./g, '$&$&');
  const value = Number.parseInt(long, 16);
  return [value >> 16, (value >> 8) & 255, value & 255];
}

/** OKLab (Ottosson 2020, https://bottosson.github.io/posts/oklab): L 0…1; distances in it are plain Euclidean ones. */
export function oklabOf([red, green, blue]: Rgb): Lab {
  const [r, g, b] = [linearOf(red), linearOf(green), linearOf(blue)];
  const l = Math.cbrt(0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b);
  const m = Math.cbrt(0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b);
  const s = Math.cbrt(0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/** CIELAB of 1976 under D65 (CIE 15:2004): L 0…100. */
export function cielabOf([red, green, blue]: Rgb): Lab {
  const [r, g, b] = [linearOf(red), linearOf(green), linearOf(blue)];
  const x = cubed((0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / 0.95047);
  const y = cubed(0.2126729 * r + 0.7151522 * g + 0.072175 * b);
  const z = cubed((0.0193339 * r + 0.119192 * g + 0.9503041 * b) / 1.08883);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/**
 * CIEDE2000, the difference between two colours in CIELAB as people see it: below 1 nobody sees it, 2 is what print shops
 * still call the same (Sharma, Wu and Dalal 2005, https://doi.org/10.1002/col.20070).
 */
export function ciede2000([l1, a1, b1]: Lab, [l2, a2, b2]: Lab): number {
  const mean = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const stretch = 1 + 0.5 * (1 - chromaWeight(mean));
  const [c1, c2] = [Math.hypot(stretch * a1, b1), Math.hypot(stretch * a2, b2)];
  const [h1, h2] = [hueOf(stretch * a1, b1), hueOf(stretch * a2, b2)];
  const isGrey = c1 * c2 === 0;
  const turn = isGrey ? 0 : around(h2 - h1);
  const hue = isGrey ? h1 + h2 : middle(h1, h2);
  const [lightness, chroma] = [(l1 + l2) / 2, (c1 + c2) / 2];
  const t =
    1 - 0.17 * cosine(hue - 30) + 0.24 * cosine(2 * hue) + 0.32 * cosine(3 * hue + 6) - 0.2 * cosine(4 * hue - 63);
  const off = (lightness - 50) ** 2;
  const dl = (l2 - l1) / (1 + (0.015 * off) / Math.sqrt(20 + off));
  const dc = (c2 - c1) / (1 + 0.045 * chroma);
  const dh = (2 * Math.sqrt(c1 * c2) * Math.sin((turn / 2) * RADIAN)) / (1 + 0.015 * chroma * t);
  const rotation = -2 * chromaWeight(chroma) * Math.sin(60 * Math.exp(-(((hue - 275) / 25) ** 2)) * RADIAN);
  return Math.sqrt(dl * dl + dc * dc + dh * dh + rotation * dc * dh);
}

const RADIAN = Math.PI / 180;

/** Of all values of 8 bits, since a picture asks millions of times (IEC 61966-2-1). */
const LINEAR = Float64Array.from({ length: 256 }, (_, value) => {
  const v = value / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
});

/** The light of a value of 8 bits, 0…1. */
export function linearOf(value: number): number {
  return LINEAR[value]!;
}

function cubed(t: number): number {
  return t > 216 / 24389 ? Math.cbrt(t) : ((24389 / 27) * t + 16) / 116;
}

function chromaWeight(chroma: number): number {
  const seventh = chroma ** 7;
  return Math.sqrt(seventh / (seventh + 25 ** 7));
}

/** Degrees, 0…360. */
function hueOf(a: number, b: number): number {
  return a === 0 && b === 0 ? 0 : (Math.atan2(b, a) / RADIAN + 360) % 360;
}

function around(degrees: number): number {
  return degrees > 180 ? degrees - 360 : degrees < -180 ? degrees + 360 : degrees;
}

function middle(h1: number, h2: number): number {
  const half = (h1 + h2) / 2;
  if (Math.abs(h1 - h2) <= 180) return half;
  return half < 180 ? half + 180 : half - 180;
}

function cosine(degrees: number): number {
  return Math.cos(degrees * RADIAN);
}

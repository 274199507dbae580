/** Colours as people see them: from sRGB to CIELAB and OKLab, and how far two of them are apart. Pure. */

/** Three coordinates: L*, a*, b* of CIELAB (L* from 0 to 100), or L, a, b of OKLab (L from 0 to 1). */
export type Lab = readonly [number, number, number];

/** CIELAB (D65) of an sRGB colour. @param r, g, b from 0 to 1 */
export function labOf(r: number, g: number, b: number): Lab {
  const [red, green, blue] = [linear(r), linear(g), linear(b)];
  const x = lightness((0.4124564 * red + 0.3575761 * green + 0.1804375 * blue) / WHITE[0]);
  const y = lightness((0.2126729 * red + 0.7151522 * green + 0.072175 * blue) / WHITE[1]);
  const z = lightness((0.0193339 * red + 0.119192 * green + 0.9503041 * blue) / WHITE[2]);
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** OKLab (Ottosson 2020) of an sRGB colour. @param r, g, b from 0 to 1 */
export function oklabOf(r: number, g: number, b: number): Lab {
  const [red, green, blue] = [linear(r), linear(g), linear(b)];
  const l = Math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue);
  const m = Math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue);
  const s = Math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue);
  return [
    0.2104542553 * l + 0.793617785 * m - 0.0040720468 * s,
    1.9779984951 * l - 2.428592205 * m + 0.4505937099 * s,
    0.0259040371 * l + 0.7827717662 * m - 0.808675766 * s,
  ];
}

/**
 * ΔE00 of two CIELAB colours (CIEDE2000, as Sharma, Wu and Dalal 2005 write it, all k = 1): about 1 is just seen side by
 * side, black and white are 100 apart.
 */
export function deltaE2000([l1, a1, b1]: Lab, [l2, a2, b2]: Lab): number {
  const meanC = (Math.hypot(a1, b1) + Math.hypot(a2, b2)) / 2;
  const g = 0.5 * (1 - chromaWeight(meanC));
  const [p1, p2] = [(1 + g) * a1, (1 + g) * a2];
  const [c1, c2] = [Math.hypot(p1, b1), Math.hypot(p2, b2)];
  const [h1, h2] = [hue(p1, b1), hue(p2, b2)];
  const grey = c1 * c2 === 0;
  const turn = grey ? 0 : wrapped(h2 - h1);
  const dL = l2 - l1;
  const dC = c2 - c1;
  const dH = 2 * Math.sqrt(c1 * c2) * sin(turn / 2);
  const meanL = (l1 + l2) / 2;
  const c = (c1 + c2) / 2;
  const h = grey ? h1 + h2 : meanHue(h1, h2);
  const t = 1 - 0.17 * cos(h - 30) + 0.24 * cos(2 * h) + 0.32 * cos(3 * h + 6) - 0.2 * cos(4 * h - 63);
  const twist = 30 * Math.exp(-(((h - 275) / 25) ** 2));
  const sL = 1 + (0.015 * (meanL - 50) ** 2) / Math.sqrt(20 + (meanL - 50) ** 2);
  const [l, k, q] = [dL / sL, dC / (1 + 0.045 * c), dH / (1 + 0.015 * c * t)];
  const rotation = -sin(2 * twist) * 2 * chromaWeight(c);
  return Math.sqrt(l * l + k * k + q * q + rotation * k * q);
}

/** The linear light of an sRGB sample, both from 0 to 1 (IEC 61966-2-1). */
export function linear(sample: number): number {
  return sample <= 0.04045 ? sample / 12.92 : ((sample + 0.055) / 1.055) ** 2.4;
}

/** D65. */
const WHITE = [0.95047, 1, 1.08883] as const;

function lightness(share: number): number {
  return share > 216 / 24389 ? Math.cbrt(share) : (share * (24389 / 27) + 16) / 116;
}

function chromaWeight(chroma: number): number {
  return Math.sqrt(chroma ** 7 / (chroma ** 7 + 25 ** 7));
}

/** In degrees, from 0 to 360. */
function hue(a: number, b: number): number {
  return a === 0 && b === 0 ? 0 : (degrees(Math.atan2(b, a)) + 360) % 360;
}

function wrapped(turn: number): number {
  if (turn > 180) return turn - 360;
  return turn < -180 ? turn + 360 : turn;
}

function meanHue(h1: number, h2: number): number {
  if (Math.abs(h1 - h2) <= 180) return (h1 + h2) / 2;
  return h1 + h2 < 360 ? (h1 + h2 + 360) / 2 : (h1 + h2 - 360) / 2;
}

function degrees(radians: number): number {
  return (radians * 180) / Math.PI;
}

function sin(angle: number): number {
  return Math.sin((angle * Math.PI) / 180);
}

function cos(angle: number): number {
  return Math.cos((angle * Math.PI) / 180);
}

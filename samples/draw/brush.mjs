import { createNoise, createRandom } from './random.mjs';
import { blur, clamp, lerp, rasterise, shade } from './raster.mjs';

/**
 * Paints a picture over again as opaque bristle strokes, from the broadest brush to the finest, and lights the
 * paint's thickness. Strokes run along the forms, that is across the slope of lightness.
 */
export async function paintWithBrush(svg, { seed, brushes, ground, bristle = 0.35, relief = 1, scatter = 14 }) {
  const random = createRandom(seed);
  const noise = createNoise(seed + 1);
  const model = await rasterise(svg);
  const { width, height } = model;
  const canvas = {
    width,
    height,
    colour: Float32Array.from({ length: width * height * 3 }, (_, i) => ground[i % 3]),
    thickness: new Float32Array(width * height),
  };
  const flow = flowAlongForms(await blur(model, 5), noise);
  for (const { size, aspect = 3.2, detail = false } of brushes) {
    const guide = await blur(model, Math.max(0.6, size * 0.3));
    const spacing = size * 0.62;
    const places = [];
    for (let y = -spacing; y < height + spacing; y += spacing) {
      for (let x = -spacing; x < width + spacing; x += spacing * 1.25) {
        places.push([x + random.bell(spacing), y + random.bell(spacing)]);
      }
    }
    shuffle(places, random);
    for (const [x, y] of places) {
      const px = Math.round(clamp(x, 0, width - 1));
      const py = Math.round(clamp(y, 0, height - 1));
      const at = (py * width + px) * 4;
      // A fine brush only goes where the broad ones missed something.
      if (detail && difference(canvas, guide, px, py) < detail) {
        continue;
      }
      const light = random.bell(scatter);
      const warm = random.bell(scatter * 0.5);
      const paint = [guide.data[at] + light + warm, guide.data[at + 1] + light, guide.data[at + 2] + light - warm];
      const angle = flow(px, py) + random.bell(0.3);
      stroke(canvas, noise, random, {
        x,
        y,
        angle,
        size,
        length: size * aspect * random.range(0.7, 1.2),
        paint,
        bristle,
      });
    }
  }
  return lightPaint(canvas, relief);
}

function shuffle(list, random) {
  for (let i = list.length - 1; i > 0; i--) {
    const j = random.integer(0, i);
    [list[i], list[j]] = [list[j], list[i]];
  }
}

function difference(canvas, guide, x, y) {
  const at = y * canvas.width + x;
  let sum = 0;
  for (let channel = 0; channel < 3; channel++) {
    sum += Math.abs(canvas.colour[at * 3 + channel] - guide.data[at * 4 + channel]);
  }
  return sum;
}

/** The direction of the forms: across the slope where there is one, else a slow drift of the hand. */
export function flowAlongForms({ width, height, data }, noise, drift = 0.9) {
  const light = (x, y) => {
    const at = (clamp(y, 0, height - 1) * width + clamp(x, 0, width - 1)) * 4;
    return data[at] * 0.3 + data[at + 1] * 0.59 + data[at + 2] * 0.11;
  };
  return (x, y) => {
    const slopeX = light(x + 3, y) - light(x - 3, y);
    const slopeY = light(x, y + 3) - light(x, y - 3);
    const idle = noise.fbm(x / 150, y / 150, 2) * drift * 3;
    const strength = clamp((Math.hypot(slopeX, slopeY) - 5) / 14);
    const form = Math.atan2(slopeX, -slopeY);
    // A direction has no sign: turn the form to the nearer side of the drift before mixing.
    const turns = Math.round((form - idle) / Math.PI);
    return lerp(idle, form - turns * Math.PI, strength);
  };
}

function stroke({ width, height, colour, thickness }, noise, random, { x, y, angle, size, length, paint, bristle }) {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  const half = size / 2;
  const reach = length / 2;
  const bend = random.bell(0.25) / length;
  const id = random.range(0, 900);
  const extent = Math.ceil(reach + half);
  const fine = 1.1 / Math.max(2, size * 0.16);
  for (let py = Math.max(0, Math.floor(y - extent)); py < Math.min(height, y + extent); py++) {
    for (let px = Math.max(0, Math.floor(x - extent)); px < Math.min(width, x + extent); px++) {
      const dx = px - x;
      const dy = py - y;
      const along = dx * cos + dy * sin;
      const across = dy * cos - dx * sin + along * along * bend;
      if (Math.abs(across) > half || Math.abs(along) > reach) {
        continue;
      }
      const hair = noise.noise(across * fine + id, along * 0.012 + id);
      const ragged = reach * (0.86 + hair * 0.3);
      const edge = clamp((half - Math.abs(across)) / 1.2) * clamp((ragged - Math.abs(along)) / 2.2);
      // The brush runs dry toward its end, and the bristles show.
      const dry = clamp(1.25 - bristle * (0.5 + along / reach) * (1 + hair * 2.2));
      const cover = edge * dry;
      if (cover <= 0.02) {
        continue;
      }
      const at = py * width + px;
      const shift = hair * 22 * bristle;
      for (let channel = 0; channel < 3; channel++) {
        const slot = at * 3 + channel;
        colour[slot] += (paint[channel] + shift - colour[slot]) * cover;
      }
      const rim = Math.abs(across) / half;
      thickness[at] += ((0.55 + hair * 0.6 + rim ** 4 * 0.5) * Math.min(1, size / 16) - thickness[at]) * cover * 0.8;
    }
  }
}

function lightPaint({ width, height, colour, thickness }, relief) {
  const tall = (x, y) => thickness[clamp(y, 0, height - 1) * width + clamp(x, 0, width - 1)];
  return shade(width, height, (x, y, out) => {
    const slope = tall(x + 1, y + 1) - tall(x - 1, y - 1);
    const shine = clamp(slope * 52 * relief, -34, 34);
    const at = (y * width + x) * 3;
    for (let channel = 0; channel < 3; channel++) {
      out[channel] = colour[at + channel] + shine;
    }
  });
}

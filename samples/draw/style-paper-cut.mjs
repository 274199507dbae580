import { pine, sprig } from './nature.mjs';
import { createNoise, createRandom } from './random.mjs';
import { rasterise, reshade } from './raster.mjs';
import { SIDE } from './style-scenes.mjs';
import { blob, closedCurve, document, n, openCurve } from './svg.mjs';

/** Sheets of coloured paper, each with a hole cut in it, stacked into a deep box lit from the upper left. */
export async function paperCut() {
  const noise = createNoise(901);
  const sheet = await rasterise(drawSheets(createRandom(902)));
  return reshade(sheet, (x, y, out) => {
    const pulp = noise.fbm(x / 5, y / 5, 4) * 0.12;
    const fibre = (noise.ridged(x / 26, y / 7 + 40, 3) - 0.72) * 0.16;
    const emboss = (noise.fbm(x / 2.6, y / 2.6, 2) - noise.fbm((x + 1) / 2.6, (y + 1) / 2.6, 2)) * 0.16;
    for (let channel = 0; channel < 3; channel++) {
      out[channel] *= 1 + pulp + fibre + emboss;
    }
  });
}

const shadow = (id, reach, blurred) =>
  `<filter id="${id}" x="-10%" y="-10%" width="125%" height="125%"><feDropShadow dx="${reach}" dy="${reach * 1.25}"
  stdDeviation="${blurred}" flood-color="#0b1030" flood-opacity=".62"/></filter>`;

const cut = (path, fill, filter = 'mid') =>
  `<g filter="url(#${filter})"><path d="${path}" fill="${fill}" fill-rule="evenodd"/>
  <path d="${path}" fill="none" stroke="#fff" stroke-opacity=".3" stroke-width="1.2" transform="translate(.7 .9)"/></g>`;

/** A whole sheet with a wandering hole. */
function frame(random, [cx, cy], radius, fill) {
  const count = 17;
  const hole = closedCurve(
    Array.from({ length: count }, (_, i) => {
      const turn = (i / count) * Math.PI * 2;
      const reach = radius * (1 + 0.09 * Math.sin(turn * 3 + radius) + random.bell(0.11));
      return [cx + Math.cos(turn) * reach, cy + Math.sin(turn) * reach];
    }),
  );
  return cut(`M-40 -40H680V680H-40Z${hole}`, fill, 'deep');
}

function drawSheets(random) {
  const spray = (place, angle, length, fills, options) => {
    const { stem, leaves } = sprig(random, place, angle, length, options);
    return `<g filter="url(#low)"><path d="${stem}" stroke="${fills[0]}" stroke-width="5" fill="none" stroke-linecap="round"/>
    ${leaves.map(({ path, from, to }, i) => `<path d="${path}" fill="${fills[i % fills.length]}"/><path d="M${n(from[0])} ${n(from[1])}L${n(to[0])} ${n(to[1])}" stroke="#0b1030" stroke-opacity=".25" stroke-width="1.4"/>`).join('')}</g>`;
  };
  const bloomAt = (x, y, size, fills) => {
    let text = '';
    for (const [ring, fill] of fills.entries()) {
      const reach = size * (1 - ring * 0.27);
      const petals = Array.from({ length: 16 }, (_, i) => {
        const far = reach * (i % 2 ? 0.68 : 1.06);
        return [x + Math.cos(i * 0.3927 + ring * 0.5) * far, y + Math.sin(i * 0.3927 + ring * 0.5) * far];
      });
      text += cut(closedCurve(petals), fill, 'low');
    }
    return text;
  };
  const woods = (base, count, tall, fill) => {
    let text = '';
    for (let i = 0; i < count; i++) {
      const x = 60 + (i / (count - 1)) * 520 + random.bell(16);
      text += pine(random, x, base + Math.sin(x / 60) * 14 + 18, tall * random.range(0.65, 1.15), 0.55);
    }
    return cut(`${text}M-20 ${base}Q160 ${base - 26} 320 ${base + 4}T680 ${base - 8}V680H-20Z`, fill, 'low').replaceAll(
      'evenodd',
      'nonzero',
    );
  };
  const cloud = (x, y, size, fill) =>
    cut(
      closedCurve([
        [x - size, y + size * 0.2],
        [x - size * 0.8, y - size * 0.1],
        [x - size * 0.4, y - size * 0.12],
        [x - size * 0.1, y - size * 0.42],
        [x + size * 0.4, y - size * 0.3],
        [x + size * 0.55, y - size * 0.05],
        [x + size, y + size * 0.06],
        [x + size * 0.9, y + size * 0.26],
      ]),
      fill,
      'low',
    );
  const deer = `<g transform="translate(300 392) scale(.62)"><g filter="url(#low)"><path d="M0 0Q-6 -34 12 -52L8 -92Q2 -112 -22 -108L-44 -98Q-50 -106 -40 -114L-20 -126Q-14 -142 -4 -128Q10 -128 18 -112L34 -62Q90 -72 116 -52Q126 -30 118 4L122 64H112L102 14Q80 4 58 10L40 8L36 64H26L22 10L12 62H2Z" fill="#fff4df"/>
  <path d="${openCurve([
    [-6, -128],
    [-18, -154],
    [-14, -190],
  ])}${openCurve([
    [-14, -162],
    [-36, -174],
    [-44, -194],
  ])}${openCurve([
    [0, -128],
    [14, -156],
    [10, -194],
  ])}${openCurve([
    [12, -164],
    [34, -172],
    [44, -194],
  ])}" stroke="#fff4df" stroke-width="6.5" fill="none" stroke-linecap="round"/></g></g>`;
  const stars = Array.from({ length: 26 }, () =>
    blob(random, random.range(170, 480), random.range(150, 330), 2.6, 2.6, 0.1, 6),
  ).join('');
  const palette = ['#16245c', '#23408a', '#2f6fa8', '#3fa0a8', '#8cc5a0', '#f0c27a', '#f08a5d'];
  return document(
    SIDE,
    SIDE,
    shadow('deep', 7, 9) + shadow('mid', 4, 5) + shadow('low', 3, 3),
    `<rect width="640" height="640" fill="#ffe6b8"/>${cut(stars, '#fffaf0', 'low')}${cut('M320 268m-74 0a74 74 0 1 0 148 0a74 74 0 1 0 -148 0Z', '#fffaf0')}
    ${cut('M320 268m-52 0a52 52 0 1 0 104 0a52 52 0 1 0 -104 0Z', '#ffd98a', 'low')}
    ${cloud(230, 250, 62, '#fff4df')}${cloud(412, 300, 54, '#f9c9a0')}
    ${frame(random, [320, 290], 152, palette[6])}${woods(388, 15, 76, '#d4593f')}
    ${frame(random, [320, 296], 190, palette[5])}${woods(426, 13, 92, '#c98a3a')}${deer}
    ${frame(random, [320, 300], 222, palette[4])}${woods(474, 12, 108, '#4f9a84')}${cloud(150, 190, 56, '#e8f3dc')}${cloud(500, 170, 50, '#e8f3dc')}
    ${frame(random, [320, 306], 254, palette[3])}${spray([110, 560], -1.25, 210, ['#2a7f8c', '#56b8b0'], { pairs: 9, bend: 0.4 })}${spray([540, 560], -1.9, 200, ['#2a7f8c', '#56b8b0'], { pairs: 9, bend: -0.4 })}
    ${frame(random, [320, 310], 290, palette[2])}${spray([40, 420], -1.3, 240, ['#1f5a94', '#4f93c4'], { pairs: 10, bend: 0.5 })}${spray([606, 420], -1.85, 240, ['#1f5a94', '#4f93c4'], { pairs: 10, bend: -0.5 })}
    ${frame(random, [320, 316], 328, palette[1])}${frame(random, [320, 320], 372, palette[0])}
    ${spray([20, 640], -0.75, 230, ['#e4572e', '#f5955a'], { pairs: 8, bend: 0.6, belly: 0.28 })}${spray([620, 640], -2.4, 230, ['#e4572e', '#f5955a'], { pairs: 8, bend: -0.6, belly: 0.28 })}
    ${spray([10, 10], 0.75, 190, ['#3fa0a8', '#8cc5a0'], { pairs: 8, bend: -0.5, belly: 0.26 })}${spray([630, 10], 2.4, 190, ['#3fa0a8', '#8cc5a0'], { pairs: 8, bend: 0.5, belly: 0.26 })}
    ${bloomAt(92, 560, 52, ['#fff4df', '#f5b25e', '#e4572e'])}${bloomAt(552, 574, 46, ['#f9c9a0', '#e4572e', '#ffd98a'])}${bloomAt(168, 612, 34, ['#f08a5d', '#fff4df', '#d4593f'])}
    ${bloomAt(470, 616, 32, ['#ffd98a', '#f08a5d', '#fff4df'])}${bloomAt(60, 62, 34, ['#fff4df', '#8cc5a0', '#f5b25e'])}${bloomAt(584, 66, 36, ['#fff4df', '#f08a5d', '#ffd98a'])}`,
  );
}

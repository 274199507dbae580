import { lettering } from './letters.mjs';
import { leaf, sprig } from './nature.mjs';
import { createNoise, createRandom } from './random.mjs';
import { clamp, finish, glaze, layer, ramp, shade, smoothstep } from './raster.mjs';
import { document, linear, n, radial, soften } from './svg.mjs';

const SIDE = 1080;

/** A square advertisement: a scent bottle on stone, in late sun, with ferns before and behind it. */
export async function perfumeAdvertisement() {
  const noise = createNoise(71);
  const random = createRandom(72);
  const wall = await layer(
    shade(SIDE, SIDE, (x, y, out) => paintWall(noise, x, y, out)),
    { over: leafShadows(random), blend: 'multiply' },
    greenery(random, false),
  );
  const scene = await layer(wall, stage(noise, random), bottle(random), greenery(random, true), words());
  return finish(scene, noise, { grain: 5, vignette: 0.22 });
}

const plaster = ramp([
  [0, '#8f5a44'],
  [0.35, '#c98662'],
  [0.65, '#e8b189'],
  [1, '#fde0b8'],
]);
const niche = ramp([
  [0, '#53665a'],
  [0.4, '#86967a'],
  [0.75, '#c3c49a'],
  [1, '#f1e6bb'],
]);

function paintWall(noise, x, y, out) {
  const fromWindow = 1 - Math.hypot(x - 150, y - 60) / 1350;
  const brushed = noise.fbm(x / 140, y / 90, 5) * 0.09 + noise.fbm(x / 9, y / 30, 3) * 0.035;
  // The arch is a shallow niche: its own shadow falls from the upper left edge.
  const archX = (x - 540) / 330;
  const archTop = 520 - 330 * Math.sqrt(Math.max(0, 1 - archX * archX));
  const inside = Math.abs(archX) < 1 ? clamp(y - archTop) : 0;
  glaze(out, plaster(clamp(fromWindow + brushed)), 1);
  const rim = Math.abs(Math.hypot((x - 540) / 330, Math.min(0, y - 520) / 330) - 1) * 330;
  glaze(out, [255, 236, 204], (1 - inside) * Math.exp(-rim / 5) * 0.5);
  if (inside > 0) {
    const shiftX = (x - 34 - 540) / 330;
    const shiftY = Math.min(0, y - 46 - 520) / 330;
    const lit = smoothstep(1.04, 0.86, Math.hypot(shiftX, shiftY));
    const halo = Math.exp(-Math.hypot(x - 560, y - 560) / 300) * 0.24;
    glaze(out, niche(clamp(fromWindow * 0.55 + halo + lit * 0.3 + brushed)), inside);
  }
}

function leafShadows(random) {
  let body = '<rect width="1080" height="1080" fill="#fff"/>';
  for (const [x, y, angle, length] of [
    [-60, 130, 0.35, 620],
    [60, -60, 0.9, 560],
    [980, -40, 2.3, 520],
    [1120, 300, 2.9, 460],
    [-40, 520, -0.25, 380],
  ]) {
    const { stem, leaves } = sprig(random, [x, y], angle, length, { pairs: 11, size: 0.3, bend: 0.35, belly: 0.17 });
    body += `<g filter="url(#far)"><path d="${stem}" stroke="#9a7a70" stroke-width="6" fill="none"/>
    <path d="${leaves.map(({ path }) => path).join('')}" fill="#a98578"/></g>`;
  }
  return document(SIDE, SIDE, soften('far', 9), body);
}

function greenery(random, front) {
  const plants = front
    ? [
        [-30, 1100, -0.95, 470, 0.4, '#1c4a38', '#3f8a57', '#a6c76a'],
        [60, 1130, -1.25, 400, 0.3, '#16402f', '#2f7a4f', '#8fbf63'],
        [1110, 1100, -2.2, 480, -0.4, '#1a4636', '#357f55', '#9cc368'],
        [1010, 1130, -1.85, 380, -0.3, '#16402f', '#2c744c', '#86b85e'],
      ]
    : [
        [330, 800, -2.2, 420, 0.35, '#2b5a44', '#5f9a68', '#c6d98a'],
        [380, 780, -1.85, 470, 0.3, '#24523f', '#4f8f60', '#b6d07c'],
        [730, 790, -1.0, 440, -0.3, '#1d4635', '#3d7d55', '#94bb6a'],
        [690, 770, -1.3, 480, -0.25, '#24523f', '#478558', '#a4c672'],
        [800, 810, -0.65, 330, -0.3, '#1d4635', '#376f50', '#86ac62'],
      ];
  let defs = soften('lens', 4.5);
  let body = '';
  for (const [i, [x, y, angle, length, bend, dark, mid, light]] of plants.entries()) {
    defs += linear(
      `leaf${i}`,
      [0, 0, 1, 1],
      [
        [0, light],
        [0.45, mid],
        [1, dark],
      ],
    );
    const { stem, leaves } = sprig(random, [x, y], angle, length, { pairs: 10, size: 0.36, bend, belly: 0.2 });
    const veins = leaves.map(({ from, to }) => `M${n(from[0])} ${n(from[1])}L${n(to[0])} ${n(to[1])}`).join('');
    const ribs = leaves
      .flatMap(({ from, to }) =>
        [0.25, 0.4, 0.55, 0.7].flatMap((along) => {
          const [dx, dy] = [to[0] - from[0], to[1] - from[1]];
          const [px, py] = [from[0] + dx * along, from[1] + dy * along];
          const reach = 0.17 * (1 - along * 0.6);
          return [-1, 1].map(
            (s) => `M${n(px)} ${n(py)}L${n(px + dx * 0.12 - dy * reach * s)} ${n(py + dy * 0.12 + dx * reach * s)}`,
          );
        }),
      )
      .join('');
    const blades = leaves.map(({ path }) => `<path d="${path}" fill="url(#leaf${i})"/>`).join('');
    body += `<g ${front && i % 2 === 0 ? 'filter="url(#lens)"' : ''}><path d="${stem}" stroke="${dark}" stroke-width="5" fill="none"/>${blades}
    <path d="${veins}" stroke="${light}" stroke-width="1.8" opacity=".75"/><path d="${ribs}" stroke="${dark}" stroke-width="1" opacity=".4"/></g>`;
  }
  return document(SIDE, SIDE, defs, body);
}

function stage(noise, random) {
  const drum = (cx, top, rx, ry, tall) =>
    `<path d="M${cx - rx} ${top}V${top + tall}A${rx} ${ry} 0 0 0 ${cx + rx} ${top + tall}V${top}Z" fill="url(#side)"/>
    <ellipse cx="${cx}" cy="${top}" rx="${rx}" ry="${ry}" fill="url(#top)"/>
    <path d="M${cx - rx} ${top}A${rx} ${ry} 0 0 0 ${cx + rx} ${top}" stroke="#fff3da" stroke-opacity=".75" stroke-width="3" fill="none"/>`;
  let specks = '';
  for (let i = 0; i < 1500; i++) {
    const x = random.range(110, 970);
    const y = random.range(772, 1080);
    const size = random.range(0.6, 2.6);
    specks += `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(size * 1.3)}" ry="${n(size)}" fill="${random.pick(['#8c6a55', '#fff4e0', '#b98f74', '#5f4a40'])}" opacity="${n(0.25 + 0.3 * Math.abs(noise.noise(x, y)))}"/>`;
  }
  const defs = [
    linear(
      'side',
      [0, 0, 1, 0],
      [
        [0, '#e9cdae'],
        [0.22, '#f7e4c8'],
        [0.6, '#b98f74'],
        [1, '#5d4239'],
      ],
    ),
    linear(
      'top',
      [0, 0, 1, 0.4],
      [
        [0, '#fff3dc'],
        [0.6, '#e3c6a6'],
        [1, '#b08a70'],
      ],
    ),
    linear(
      'floor',
      [0, 0, 1, 0.3],
      [
        [0, '#e9bd94'],
        [0.5, '#c08a68'],
        [1, '#7a5040'],
      ],
    ),
    radial(
      'caustic',
      [0.3, 0.5, 0.6],
      [
        [0, '#fff0b0', 0.95],
        [0.5, '#f5b650', 0.6],
        [1, '#f0a040', 0],
      ],
    ),
    soften('dim', 16),
    soften('near', 6),
    '<clipPath id="drums"><path d="M120 952A420 78 0 0 1 960 952V1090H120ZM262 812A278 52 0 0 1 818 812V930A278 52 0 0 1 262 930Z"/></clipPath>',
    '<clipPath id="plate"><ellipse cx="540" cy="812" rx="278" ry="52"/></clipPath>',
  ].join('');
  return document(
    SIDE,
    SIDE,
    defs,
    `<rect y="900" width="1080" height="180" fill="url(#floor)"/><path d="M0 900H1080" stroke="#6a4638" stroke-opacity=".4" stroke-width="8" filter="url(#near)"/>
    <path d="M500 990L1080 1010V930L900 905Z" fill="#3c241e" opacity=".6" filter="url(#dim)"/>${drum(540, 952, 420, 78, 150)}
    <ellipse cx="640" cy="946" rx="300" ry="46" fill="#4a2e26" opacity=".65" filter="url(#dim)"/>${drum(540, 812, 278, 52, 118)}
    <g clip-path="url(#drums)">${specks}</g>
    <g clip-path="url(#plate)"><path d="M430 800L650 790L860 838L700 872L470 842Z" fill="#4a2c1e" opacity=".6" filter="url(#near)"/>
    <path d="M560 812Q680 800 800 836Q700 852 600 838Z" fill="url(#caustic)" filter="url(#near)"/>
    <path d="M590 818Q680 812 760 834M600 828Q660 826 720 842" stroke="#fff8d8" stroke-width="4" fill="none" opacity=".85"/></g>`,
  );
}

const glass = 'M420 420Q420 392 448 388H506V360H574V388H632Q660 392 660 420V790Q660 822 628 824H452Q420 822 420 790Z';
const liquid = 'M438 470Q540 462 642 470V778Q642 798 622 800H458Q438 798 438 778Z';

function bottle(random) {
  let bubbles = '';
  for (let i = 0; i < 42; i++) {
    const [x, y, r] = [random.range(450, 632), random.range(490, 786), random.range(1, 4.6)];
    bubbles += `<circle cx="${n(x)}" cy="${n(y)}" r="${n(r)}" fill="#fff6d0" opacity="${n(random.range(0.15, 0.55))}"/>`;
  }
  let drops = '';
  for (let i = 0; i < 70; i++) {
    const [x, y, r] = [random.range(428, 652), random.range(404, 812), random.range(1.4, 5) * random.next() + 1.2];
    drops += `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(r)}" ry="${n(r * 1.2)}" fill="#3a2410" opacity=".28"/>
    <ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(r * 0.85)}" ry="${n(r)}" fill="#fff" opacity=".35"/><circle cx="${n(x - r * 0.3)}" cy="${n(y - r * 0.4)}" r="${n(r * 0.34)}" fill="#fff"/>`;
  }
  let flutes = '';
  for (let i = 0; i < 11; i++) {
    flutes += `M${494 + i * 9.2} 262V344`;
  }
  const name = lettering('FERNALIE', { x: 540, y: 644, height: 19, spacing: 2.8 });
  const sub = lettering('EAU DE FORET', { x: 540, y: 674, height: 8.4, spacing: 4 });
  const defs = [
    linear(
      'scent',
      [0, 0, 1, 0.25],
      [
        [0, '#ffe9a0', 0.95],
        [0.3, '#f3b944', 0.9],
        [0.65, '#c9791f', 0.92],
        [1, '#7a3d12', 0.96],
      ],
    ),
    linear(
      'body',
      [0, 0, 1, 0],
      [
        [0, '#ffffff', 0.75],
        [0.08, '#fdf6e0', 0.3],
        [0.5, '#f5e4bd', 0.2],
        [0.9, '#8a6a44', 0.4],
        [1, '#4a3320', 0.75],
      ],
    ),
    linear(
      'gold',
      [0, 0, 1, 0],
      [
        [0, '#7d5a22'],
        [0.14, '#f5d98c'],
        [0.3, '#fffbe2'],
        [0.46, '#d9a94a'],
        [0.75, '#8f6122'],
        [0.9, '#e0b660'],
        [1, '#5f3f16'],
      ],
    ),
    linear(
      'label',
      [0, 0, 1, 0.3],
      [
        [0, '#fffaf0'],
        [0.6, '#f3e3c6'],
        [1, '#c4a37c'],
      ],
    ),
    radial(
      'glow',
      [0.28, 0.8, 0.7],
      [
        [0, '#fff8cf', 0.9],
        [1, '#ffd67a', 0],
      ],
    ),
    soften('hush', 5),
    soften('wide', 14),
    `<clipPath id="scentClip"><path d="${liquid}"/></clipPath><clipPath id="glassClip"><path d="${glass}"/></clipPath>`,
  ].join('');
  return document(
    SIDE,
    SIDE,
    defs,
    `<ellipse cx="548" cy="822" rx="132" ry="15" fill="#2a160c" opacity=".65" filter="url(#hush)"/>
    <path d="${glass}" fill="#fff4d8" opacity=".28"/><path d="${liquid}" fill="url(#scent)"/>
    <g clip-path="url(#scentClip)"><rect x="420" y="460" width="240" height="350" fill="url(#glow)"/>
    <path d="M470 820Q440 640 500 470L520 470Q470 640 510 820Z" fill="#fff3bf" opacity=".5" filter="url(#wide)"/>
    <path d="M610 820Q650 660 610 470H650V820Z" fill="#5a2a0c" opacity=".55" filter="url(#wide)"/>${bubbles}
    <path d="M536 352V780" stroke="#fff8e0" stroke-opacity=".5" stroke-width="6"/><path d="M541 352V780" stroke="#6a3a12" stroke-opacity=".4" stroke-width="3"/>
    <path d="M438 792Q540 768 642 792V810H438Z" fill="#fff0b4" opacity=".6" filter="url(#hush)"/></g>
    <path d="M438 470Q540 462 642 470Q540 482 438 470Z" fill="#fff3c4" opacity=".85"/>
    <path d="${glass}" fill="url(#body)"/><g clip-path="url(#glassClip)"><path d="M420 804H660V830H420Z" fill="#fff" opacity=".35" filter="url(#hush)"/>
    <path d="M426 430Q428 402 452 398H470L452 790Q436 806 428 790Z" fill="#fff" opacity=".62"/><path d="M478 398H490L474 806H466Z" fill="#fff" opacity=".34"/>
    <path d="M648 420V790" stroke="#fff" stroke-opacity=".7" stroke-width="4"/></g>
    <path d="${glass}" fill="none" stroke="#fffdf2" stroke-opacity=".85" stroke-width="3"/>
    <rect x="466" y="556" width="148" height="140" rx="4" fill="#3a1d08" opacity=".45" filter="url(#hush)"/>
    <rect x="462" y="550" width="156" height="142" rx="3" fill="url(#label)"/><rect x="469" y="557" width="142" height="128" rx="2" fill="none" stroke="#a9803c" stroke-width="1.6"/>
    <path d="${[-1, 1].flatMap((s) => [0, 1, 2, 3].map((i) => leaf([540, 612 - i * 9], [540 + s * (20 - i * 3), 600 - i * 10.5], 0.25))).join('')}" fill="#3f6f4c"/>
    <path d="M540 620V566" stroke="#3f6f4c" stroke-width="2"/>
    <path d="${name.path}" stroke="#5c3d1c" stroke-width="2.4" fill="none"/><path d="${sub.path}" stroke="#8a6a3c" stroke-width="1.3" fill="none"/>${drops}
    <path d="M498 346H582V372Q540 380 498 372Z" fill="url(#gold)"/><path d="M484 262Q484 250 496 248H584Q596 250 596 262V346H484Z" fill="url(#gold)"/>
    <path d="${flutes}" stroke="#5f3f16" stroke-opacity=".35" stroke-width="2.4"/><path d="M484 262Q540 274 596 262V256Q590 248 584 248H496Q488 250 484 258Z" fill="#fff4c8" opacity=".7"/>
    <path d="M484 340H596V348H484Z" fill="#6a4618" opacity=".55"/>`,
  );
}

function words() {
  const brand = lettering('FERNALIE', { x: 540, y: 148, height: 66, spacing: 5.4 });
  const line = lettering('THE FOREST AFTER RAIN', { x: 540, y: 1067, height: 14, spacing: 5 });
  return document(
    SIDE,
    SIDE,
    soften('under', 5),
    `<path d="${brand.path}" stroke="#5a2c1c" stroke-width="8" fill="none" opacity=".45" filter="url(#under)"/>
    <path d="${brand.path}" stroke="#fff6e2" stroke-width="5" fill="none" stroke-linejoin="miter"/>
    <path d="${line.path}" stroke="#3a1f14" stroke-width="6" fill="none" opacity=".5" filter="url(#under)"/>
    <path d="${line.path}" stroke="#fff3dc" stroke-width="2.2" fill="none"/>`,
  );
}

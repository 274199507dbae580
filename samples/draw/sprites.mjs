import { blades, leaf } from './nature.mjs';
import { createRandom } from './random.mjs';
import { rasterise } from './raster.mjs';
import { closedCurve, document, linear, n, polygon, radial, soften } from './svg.mjs';

const SIZE = 256;

/** Game sprites, every one lit from the upper left, on a clear ground. */
export const sprites = {
  'fox-hero': () => sprite(foxDefs, fox(createRandom(11))),
  mushroom: () => sprite(mushroomDefs, mushroom(createRandom(12))),
  'treasure-chest': () => sprite(chestDefs, chest(createRandom(13))),
  potion: () => sprite(potionDefs, potion(createRandom(14))),
  crystal: () => sprite(crystalDefs, crystal(createRandom(15))),
  lantern: () => sprite(lanternDefs, lantern()),
};

const sprite = (defs, body) =>
  rasterise(
    document(
      SIZE,
      SIZE,
      painted('fat', 9) + painted('slim', 3.5) + soften('blur2', 2) + soften('blur4', 4) + soften('blur6', 6) + defs,
      body,
    ),
  );

/** Swells a flat shape into a lit, faintly brushed body: light from its own blurred outline, and paint noise. */
function painted(id, bulge) {
  return `<filter id="${id}" x="-10%" y="-10%" width="120%" height="120%" color-interpolation-filters="sRGB">
  <feGaussianBlur in="SourceAlpha" stdDeviation="${bulge}" result="form"/>
  <feDiffuseLighting in="form" surfaceScale="${n(bulge * 1.5)}" diffuseConstant="1.2" lighting-color="#fffaf0" result="light">
  <feDistantLight azimuth="235" elevation="54"/></feDiffuseLighting>
  <feTurbulence type="fractalNoise" baseFrequency=".07 .11" numOctaves="4" seed="4"/>
  <feColorMatrix values=".5 .5 0 0 .5 .5 .5 0 0 .5 .5 .5 0 0 .5 0 0 0 0 1" result="brush"/>
  <feComposite in="light" in2="brush" operator="arithmetic" k1="1" result="lit"/>
  <feComposite in="SourceGraphic" in2="lit" operator="arithmetic" k1=".92" k2=".16"/>
  <feComposite in2="SourceGraphic" operator="in"/></filter>`;
}

const shadow = (x, y, rx, ry = rx * 0.2) =>
  `<ellipse cx="${x}" cy="${y - 6}" rx="${rx}" ry="${n(ry * 0.6)}" fill="#1a1430" opacity=".42" filter="url(#blur4)"/>`;

/** Short tapered hairs over a box; `flow(x, y)` gives their direction in radians. */
function fur(random, count, [x0, y0, x1, y1], flow, colours, length = 9) {
  let text = '';
  for (let i = 0; i < count; i++) {
    const x = random.range(x0, x1);
    const y = random.range(y0, y1);
    const angle = flow(x, y) + random.bell(0.45);
    const reach = length * random.range(0.5, 1.2);
    const tip = [x + Math.cos(angle) * reach, y + Math.sin(angle) * reach];
    text += `<path d="${leaf([x, y], tip, 0.12)}" fill="${random.pick(colours)}" opacity="${n(random.range(0.25, 0.7))}"/>`;
  }
  return text;
}

const head = closedCurve([
  [122, 52],
  [160, 58],
  [184, 88],
  [204, 122],
  [186, 126],
  [188, 142],
  [168, 140],
  [148, 156],
  [122, 164],
  [96, 156],
  [76, 140],
  [56, 142],
  [58, 126],
  [40, 122],
  [60, 88],
  [84, 58],
]);
const cheeks = closedCurve([
  [122, 116],
  [140, 104],
  [164, 108],
  [196, 122],
  [184, 128],
  [184, 140],
  [166, 138],
  [148, 154],
  [122, 162],
  [96, 154],
  [78, 138],
  [60, 140],
  [60, 128],
  [48, 122],
  [80, 108],
  [104, 104],
]);
const tail = closedCurve([
  [146, 226],
  [184, 226],
  [214, 204],
  [226, 172],
  [242, 140],
  [232, 126],
  [206, 132],
  [188, 154],
  [176, 186],
  [150, 204],
]);
const foxDefs = [
  radial(
    'coat',
    [0.42, 0.3, 0.85],
    [
      [0, '#ffb35a'],
      [0.5, '#ec7a2c'],
      [1, '#a8431f'],
    ],
  ),
  linear(
    'brush',
    [0.9, 0, 0.1, 1],
    [
      [0, '#fff3df'],
      [0.28, '#ffe4c0'],
      [0.36, '#f08a38'],
      [1, '#9c3d1e'],
    ],
  ),
  radial(
    'cloak',
    [0.4, 0.2, 0.9],
    [
      [0, '#5fc0a2'],
      [0.55, '#247a72'],
      [1, '#114450'],
    ],
  ),
  radial(
    'iris',
    [0.45, 0.65, 0.6],
    [
      [0, '#ffd873'],
      [0.6, '#b0641a'],
      [1, '#3c1a0d'],
    ],
  ),
  `<clipPath id="headClip"><path d="${head}"/></clipPath><clipPath id="tailClip"><path d="${tail}"/></clipPath>`,
].join('');

function fox(random) {
  const outward = (x, y) => Math.atan2(y - 84, (x - 122) * 1.5) * 0.7 + 0.45 * Math.sign(y - 60);
  const ear = (side) => {
    const at = (x) => 122 + side * x;
    return `<path d="M${at(20)} 70Q${at(34)} 34 ${at(68)} 12Q${at(82)} 52 ${at(66)} 100Z" fill="url(#coat)" filter="url(#slim)"/>
    <path d="M${at(34)} 70Q${at(44)} 44 ${at(63)} 28Q${at(70)} 56 ${at(60)} 88Z" fill="#5a2430"/>
    <path d="M${at(38)} 76Q${at(46)} 54 ${at(56)} 48Q${at(54)} 66 ${at(58)} 86Z" fill="#f7cfa6" opacity=".85"/>
    <path d="M${at(57)} 26Q${at(62)} 18 ${at(68)} 12Q${at(74)} 26 ${at(74)} 40Q${at(66)} 34 ${at(57)} 26Z" fill="#3a1c26"/>`;
  };
  const eye = (x, side) =>
    `<ellipse cx="${x}" cy="104" rx="14.5" ry="17" fill="#2a120f"/><ellipse cx="${x}" cy="106" rx="11.5" ry="14" fill="url(#iris)"/>
    <ellipse cx="${x - side}" cy="105" rx="5.4" ry="8.4" fill="#160808"/><ellipse cx="${x - 4}" cy="97.5" rx="4.4" ry="5" fill="#fff"/>
    <circle cx="${x + 5}" cy="113" r="2.1" fill="#fff" opacity=".8"/>
    <path d="M${x - 14} ${95}Q${x} ${82} ${x + 14} ${95}" stroke="#2a120f" stroke-width="3.6" fill="none" stroke-linecap="round"/>`;
  return `${shadow(126, 240, 82, 11)}
  <path d="${tail}" fill="url(#brush)" filter="url(#fat)"/>
  <g clip-path="url(#tailClip)">${fur(random, 190, [146, 122, 244, 230], (_x, y) => Math.atan2(-70, 62) + (y - 170) / 300, ['#ffd9a0', '#c95a24', '#fff1d8', '#8d341b'], 13)}</g>
  <path d="M88 168Q68 206 78 232H170Q178 204 158 168Z" fill="url(#coat)" filter="url(#fat)"/>
  <path d="M106 176Q96 206 104 230H142Q150 206 140 176Z" fill="#ffe9cb" filter="url(#slim)"/>
  <g filter="url(#slim)"><path d="M80 222Q76 242 92 243H114Q120 232 112 220Z" fill="#6b3b2a"/><path d="M134 220Q126 232 132 243H156Q172 242 166 222Z" fill="#6b3b2a"/>
  <path d="M78 222Q96 214 114 221L113 229Q96 223 79 230Z" fill="#c79a5b"/><path d="M132 221Q150 214 168 222L167 230Q150 223 133 229Z" fill="#c79a5b"/></g>
  <path d="M70 160Q60 198 50 224Q72 220 84 228Q92 204 100 190L122 178L146 190Q154 206 162 228Q176 220 196 226Q186 196 174 160Z" fill="url(#cloak)" filter="url(#fat)"/>
  <path d="M68 172Q62 200 56 218M84 190Q80 206 78 222M164 190Q168 206 170 222" stroke="#0c3540" stroke-opacity=".5" stroke-width="2.6" fill="none"/>
  <path d="M66 150Q122 196 178 150Q188 168 172 180Q122 208 72 180Q58 168 66 150Z" fill="url(#cloak)" filter="url(#slim)"/>
  <circle cx="122" cy="190" r="10" fill="#8d5a1c"/><circle cx="122" cy="189" r="8.6" fill="#f4c453"/><path d="${leaf([117, 194], [128, 183], 0.32)}" fill="#8a5a14"/>
  ${ear(-1)}${ear(1)}
  <path d="${head}" fill="url(#coat)" filter="url(#fat)"/>
  <g clip-path="url(#headClip)">${fur(random, 330, [40, 50, 204, 130], outward, ['#ffc679', '#d8641f', '#ffdfae', '#b24a1c'], 10)}
  <path d="${cheeks}" fill="#fff1dc"/>${fur(random, 210, [44, 112, 200, 164], (x) => (x < 122 ? 2.5 : 0.65), ['#ffffff', '#e9c9a4', '#fff6e8', '#d8ab80'], 9)}
  <path d="M112 54Q122 90 106 118Q122 112 138 118Q122 90 132 54Z" fill="#ffb968" opacity=".5"/></g>
  <path d="M104 124Q122 112 140 124Q146 146 122 156Q98 146 104 124Z" fill="#fff8ec" opacity=".85" filter="url(#blur2)"/>
  ${eye(88, -1)}${eye(156, 1)}
  <path d="M110 128Q122 122 134 128Q132 140 122 142Q112 140 110 128Z" fill="#2a1418"/><ellipse cx="117" cy="129.5" rx="4.2" ry="2" fill="#c9a6a6"/>
  <path d="M122 142V147M122 147Q114 155 106 149M122 147Q130 155 138 149" stroke="#5a2a22" stroke-width="2.4" fill="none" stroke-linecap="round"/>
  <path d="M70 70Q88 56 108 54" stroke="#ffe9b8" stroke-width="3" fill="none" opacity=".6" filter="url(#blur2)"/>`;
}

const cap = closedCurve([
  [26, 122],
  [38, 76],
  [82, 38],
  [134, 28],
  [186, 44],
  [222, 84],
  [232, 124],
  [206, 142],
  [128, 150],
  [50, 142],
]);
const mushroomDefs = [
  radial(
    'cap',
    [0.36, 0.22, 0.85],
    [
      [0, '#ff9370'],
      [0.4, '#dc3f35'],
      [0.8, '#94182d'],
      [1, '#5e0f2b'],
    ],
  ),
  linear(
    'stalk',
    [0, 0, 1, 0.2],
    [
      [0, '#fff4db'],
      [0.5, '#ead3ab'],
      [1, '#8f7263'],
    ],
  ),
  linear(
    'gill',
    [0, 0, 0, 1],
    [
      [0, '#6e4a45'],
      [1, '#d9b998'],
    ],
  ),
  `<clipPath id="capClip"><path d="${cap}"/></clipPath>`,
].join('');

function mushroom(random) {
  let gills = '';
  for (let i = -15; i <= 15; i++) {
    const x = 128 + i * 5.6;
    gills += `M${n(128 + i * 2.2)} 158Q${n(x)} 150 ${n(128 + i * 6.4)} ${n(138 - Math.abs(i) * 0.4)}`;
  }
  const spots = [
    [92, 68, 20, 15],
    [150, 54, 17, 11],
    [192, 92, 17, 17],
    [134, 104, 24, 17],
    [66, 112, 13, 13],
    [208, 124, 10, 8],
    [94, 130, 9, 6],
    [166, 130, 12, 7],
    [118, 38, 8, 4],
    [52, 88, 6, 6],
    [176, 70, 5, 4],
  ]
    .map(([x, y, rx, ry]) => {
      const points = Array.from({ length: 9 }, (_, i) => {
        const reach = random.range(0.85, 1.12);
        return [x + Math.cos(i * 0.698) * rx * reach, y + Math.sin(i * 0.698) * ry * reach];
      });
      return `<path d="${closedCurve(points)}" fill="#fff0d8"/>`;
    })
    .join('');
  const small = `<g transform="translate(166 150) scale(.36)"><path d="M104 140Q114 200 96 244H160Q144 200 152 140Z" fill="url(#stalk)" filter="url(#fat)"/>
  <path d="${cap}" fill="url(#cap)" filter="url(#fat)"/><g filter="url(#slim)">${spots}</g></g>`;
  return `${shadow(128, 238, 78, 11)}${small}
  <path d="M98 138Q112 190 84 236Q128 250 168 236Q146 190 158 138Z" fill="url(#stalk)" filter="url(#fat)"/>
  ${fur(random, 120, [104, 176, 146, 216], () => 1.5, ['#fffaf0', '#a98a70', '#c9ab88'], 18)}
  <path d="M44 136Q128 118 214 136Q190 166 128 164Q66 166 44 136Z" fill="url(#gill)"/><path d="${gills}" stroke="#5a3838" stroke-opacity=".6" stroke-width="1.5" fill="none"/>
  <path d="M96 166Q128 158 160 166Q166 184 152 178Q140 190 128 181Q114 190 106 178Q92 184 96 166Z" fill="#fbe8c6" filter="url(#slim)"/>
  <path d="${cap}" fill="url(#cap)" filter="url(#fat)"/><g clip-path="url(#capClip)"><g filter="url(#slim)">${spots}</g>
  <path d="M44 84Q70 46 118 38" stroke="#ffe2cf" stroke-width="11" fill="none" opacity=".55" stroke-linecap="round" filter="url(#blur6)"/>
  <path d="M40 140Q128 156 226 128" stroke="#ff9c6a" stroke-width="4" fill="none" opacity=".5" filter="url(#blur2)"/></g>
  <path d="${blades(random, 40, { x: [64, 196], y: [234, 244], height: [14, 40], width: 2.6 })}" fill="#3d6a2c" filter="url(#slim)"/>
  <path d="${blades(random, 26, { x: [60, 200], y: [238, 246], height: [10, 28], width: 2.2 })}" fill="#8cb848"/>`;
}

const chestDefs = [
  linear(
    'wood',
    [0, 0, 0, 1],
    [
      [0, '#b9733a'],
      [0.5, '#8a4c26'],
      [1, '#532a1a'],
    ],
  ),
  linear(
    'gold',
    [0, 0, 1, 1],
    [
      [0, '#fff0a8'],
      [0.35, '#eab53f'],
      [0.7, '#a86a1c'],
      [1, '#f3ca5c'],
    ],
  ),
  radial(
    'hoard',
    [0.5, 0.6, 0.6],
    [
      [0, '#fff6c0', 0.95],
      [0.5, '#ffd35a', 0.45],
      [1, '#ffc23a', 0],
    ],
  ),
  '<clipPath id="front"><path d="M30 140H226L218 230Q128 240 38 230Z"/></clipPath>',
  '<clipPath id="lid"><path d="M32 92Q34 30 76 22H180Q222 30 224 92L214 100H42Z"/></clipPath>',
].join('');

function chest(random) {
  const grain = (x0, y0, x1, y1, count) => {
    let text = '';
    for (let i = 0; i < count; i++) {
      const x = random.range(x0, x1);
      const y = random.range(y0, y1);
      text += `M${n(x)} ${n(y)}q${n(random.range(8, 18))} ${n(random.bell(4))} ${n(random.range(20, 52))} ${n(random.bell(2))}`;
    }
    return `<path d="${text}" stroke="#3b1c12" stroke-opacity=".42" stroke-width="1.3" fill="none"/>
    <path d="${text}" stroke="#f0b474" stroke-opacity=".32" stroke-width="1" fill="none" transform="translate(0 2)"/>`;
  };
  let coins = '';
  for (let i = 0; i < 74; i++) {
    const along = random.bell(1);
    const x = 128 + along * 84;
    const y = 140 - (1 - along * along) * 38 * Math.sqrt(random.next());
    const [rx, ry, turn] = [random.range(8, 11), random.range(4, 8), random.range(-40, 40)];
    coins += `<g transform="translate(${n(x)} ${n(y)}) rotate(${n(turn)})"><ellipse cy="2" rx="${n(rx)}" ry="${n(ry)}" fill="#7d4a12"/>
    <ellipse rx="${n(rx)}" ry="${n(ry)}" fill="url(#gold)"/><ellipse rx="${n(rx * 0.66)}" ry="${n(ry * 0.62)}" fill="none" stroke="#a2661b" stroke-width="1.2"/></g>`;
  }
  const rivets = [
    [52, 152],
    [52, 218],
    [204, 152],
    [204, 218],
    [62, 40],
    [194, 40],
    [50, 84],
    [206, 84],
  ]
    .map(
      ([x, y]) =>
        `<circle cx="${x}" cy="${y + 1}" r="4.4" fill="#5a3310"/><circle cx="${x - 0.6}" cy="${y}" r="3.6" fill="#ffe08a"/>`,
    )
    .join('');
  return `${shadow(128, 234, 106, 12)}
  <path d="M32 92Q34 30 76 22H180Q222 30 224 92L214 100H42Z" fill="#3d2018" filter="url(#slim)"/>
  <g clip-path="url(#lid)"><path d="M40 96Q44 44 84 38H172Q212 44 216 96Z" fill="#2a1413"/>
  <path d="M32 92Q34 30 76 22H180Q222 30 224 92L212 92Q208 44 172 38H84Q48 44 44 92Z" fill="url(#wood)"/>${grain(40, 22, 200, 38, 16)}
  <path d="M70 18H92L84 100H56ZM164 18H186L200 100H172Z" fill="url(#gold)" opacity=".88"/>
  <path d="M30 96Q34 22 80 18H176Q222 22 226 96" stroke="url(#gold)" stroke-width="9" fill="none"/></g>
  <path d="M40 100H216L222 142H34Z" fill="#241012"/><ellipse cx="128" cy="104" rx="96" ry="56" fill="url(#hoard)"/>
  ${coins}
  <g filter="url(#slim)"><path d="M92 122L104 104L120 108L122 124L106 136Z" fill="#d8264f"/><path d="M150 118L164 102L178 112L172 130Z" fill="#2aa9c4"/></g>
  <path d="M92 122L104 104L108 120ZM150 118L164 102L164 118Z" fill="#fff" opacity=".5"/>
  <path d="M30 140H226L218 230Q128 240 38 230Z" fill="url(#wood)" filter="url(#fat)"/>
  <g clip-path="url(#front)">${grain(30, 144, 200, 232, 66)}<path d="M30 168H226M32 200H224" stroke="#2f150e" stroke-width="3"/><path d="M30 170.5H226M32 202.5H224" stroke="#e2a05e" stroke-opacity=".5" stroke-width="1.4"/></g>
  <g filter="url(#slim)"><path d="M28 134H228V148H28Z" fill="url(#gold)"/><path d="M40 140H64L68 232L46 231ZM192 140H216L210 231L188 232Z" fill="url(#gold)"/>
  <path d="M38 220Q128 232 218 220L217 232Q128 242 39 232Z" fill="url(#gold)"/>
  <path d="M106 132H150V172Q150 186 128 192Q106 186 106 172Z" fill="url(#gold)"/></g>
  <circle cx="128" cy="156" r="8" fill="#2a1410"/><path d="M124 158H132L135 178H121Z" fill="#2a1410"/>${rivets}
  <path d="M34 137H222" stroke="#fffbd8" stroke-width="2" opacity=".7"/>`;
}

const flask = 'M106 34H150V84Q212 106 212 168Q212 240 128 240Q44 240 44 168Q44 106 106 84Z';
const potionDefs = [
  radial(
    'glass',
    [0.4, 0.35, 0.75],
    [
      [0, '#e9f7ff', 0.12],
      [0.7, '#bfe3f5', 0.24],
      [1, '#7fb4d8', 0.62],
    ],
  ),
  radial(
    'brew',
    [0.45, 0.42, 0.7],
    [
      [0, '#ffb3f1', 0.95],
      [0.35, '#e54bc4', 0.92],
      [0.75, '#8a1fa0', 0.94],
      [1, '#3f0f68', 0.97],
    ],
  ),
  radial(
    'aura',
    [0.5, 0.5, 0.5],
    [
      [0, '#ff7be0', 0.55],
      [1, '#b03cff', 0],
    ],
  ),
  linear(
    'cork',
    [0, 0, 1, 0],
    [
      [0, '#e9bd85'],
      [0.5, '#bd8650'],
      [1, '#6f4426'],
    ],
  ),
  `<clipPath id="flask"><path d="${flask}"/></clipPath>`,
].join('');

function potion(random) {
  let bubbles = '';
  for (let i = 0; i < 34; i++) {
    const x = 128 + random.bell(62);
    const y = random.range(152, 226);
    const r = random.range(1.5, 6.5);
    bubbles += `<circle cx="${n(x)}" cy="${n(y)}" r="${n(r)}" fill="#ffd6f8" opacity="${n(random.range(0.15, 0.5))}"/>
    <circle cx="${n(x - r * 0.3)}" cy="${n(y - r * 0.35)}" r="${n(r * 0.3)}" fill="#fff" opacity=".85"/>`;
  }
  let swirls = '';
  for (let i = 0; i < 7; i++) {
    const y = 158 + i * 10;
    swirls += `M${58 + i * 3} ${y}C${96 + random.bell(16)} ${y - 24} ${140 + random.bell(16)} ${y + 26} ${200 - i * 4} ${y - 6}`;
  }
  return `<circle cx="128" cy="142" r="114" fill="url(#aura)"/>${shadow(128, 240, 66, 9)}
  <g clip-path="url(#flask)"><path d="M40 146Q84 132 128 146T216 144V244H40Z" fill="url(#brew)"/>
  <path d="${swirls}" stroke="#ff9bea" stroke-opacity=".34" stroke-width="6" fill="none" filter="url(#blur2)"/>${bubbles}
  <ellipse cx="128" cy="146" rx="80" ry="9" fill="#ffc4f3" opacity=".75"/><ellipse cx="128" cy="147" rx="70" ry="6" fill="#d44fbc" opacity=".7"/>
  <ellipse cx="140" cy="222" rx="58" ry="16" fill="#ff8de8" opacity=".55" filter="url(#blur6)"/></g>
  <path d="${flask}" fill="url(#glass)"/><path d="${flask}" fill="none" stroke="#dff4ff" stroke-opacity=".75" stroke-width="3.4"/>
  <path d="${flask}" fill="none" stroke="#3a2a6a" stroke-opacity=".6" stroke-width="1.4"/>
  <path d="M62 150Q70 116 104 100Q80 124 76 158Q74 182 66 178Q60 168 62 150Z" fill="#fff" opacity=".8"/>
  <path d="M194 196Q182 220 156 230Q182 212 190 184Z" fill="#fff" opacity=".5"/><rect x="112" y="40" width="6" height="44" rx="3" fill="#fff" opacity=".65"/>
  <path d="M98 84Q128 98 158 84L160 94Q128 110 96 94Z" fill="#c9963e" filter="url(#slim)"/>
  <path d="M154 92Q176 104 172 126" stroke="#c9963e" stroke-width="3" fill="none"/>
  <path d="M160 122L186 126L182 158L156 154Z" fill="#f6e3b8" filter="url(#slim)"/><path d="${leaf([163, 148], [180, 132], 0.3)}" fill="#7a3c8c"/>
  <path d="M110 14Q128 8 146 14L148 44Q128 50 108 44Z" fill="url(#cork)" filter="url(#slim)"/>
  <ellipse cx="128" cy="36" rx="25" ry="6" fill="none" stroke="#e8f8ff" stroke-opacity=".8" stroke-width="4"/>`;
}

const crystalDefs = [
  radial(
    'gleam',
    [0.5, 0.5, 0.5],
    [
      [0, '#8ff6ff', 0.6],
      [1, '#4a7cff', 0],
    ],
  ),
  linear(
    'bright',
    [0, 0, 0.4, 1],
    [
      [0, '#f2ffff'],
      [0.4, '#7fe9f2'],
      [1, '#2a8fd0'],
    ],
  ),
  linear(
    'middle',
    [0, 0, 0.2, 1],
    [
      [0, '#8cecf5'],
      [0.5, '#3aa2dc'],
      [1, '#3a4fb8'],
    ],
  ),
  linear(
    'dark',
    [0, 0, 0, 1],
    [
      [0, '#4fb4e2'],
      [0.5, '#3557b8'],
      [1, '#2c2178'],
    ],
  ),
  linear(
    'base',
    [0, 0, 0, 1],
    [
      [0, '#7a6c86'],
      [1, '#2c2540'],
    ],
  ),
].join('');

/** One six-sided shard standing on (x, y), leaning by `lean` degrees. */
function shard(random, [x, y], height, width, lean) {
  const shoulder = -height * 0.74;
  const half = width / 2;
  const ridgeA = -half * 0.3;
  const ridgeB = half * 0.5;
  const faces = [
    [
      [
        [-half, 0],
        [ridgeA, 6],
        [ridgeA, shoulder + 8],
        [-half, shoulder],
      ],
      'middle',
    ],
    [
      [
        [ridgeA, 6],
        [ridgeB, 5],
        [ridgeB, shoulder + 5],
        [ridgeA, shoulder + 8],
      ],
      'bright',
    ],
    [
      [
        [ridgeB, 5],
        [half, 0],
        [half, shoulder - 4],
        [ridgeB, shoulder + 5],
      ],
      'dark',
    ],
    [
      [
        [-half, shoulder],
        [ridgeA, shoulder + 8],
        [half * 0.06, -height],
      ],
      'bright',
    ],
    [
      [
        [ridgeA, shoulder + 8],
        [ridgeB, shoulder + 5],
        [half * 0.06, -height],
      ],
      'middle',
    ],
    [
      [
        [ridgeB, shoulder + 5],
        [half, shoulder - 4],
        [half * 0.06, -height],
      ],
      'dark',
    ],
  ];
  const body = faces
    .map(([points, fill]) => `<path d="${polygon(points)}" fill="url(#${fill})" opacity=".94"/>`)
    .join('');
  let cracks = '';
  for (let i = 0; i < 7; i++) {
    const cx = random.range(-half * 0.8, half * 0.6);
    const cy = random.range(shoulder, -8);
    cracks += `M${n(cx)} ${n(cy)}l${n(random.range(3, half * 0.6))} ${n(random.range(-16, 10))}l${n(random.bell(5))} ${n(random.range(-12, 6))}`;
  }
  return `<g transform="translate(${x} ${y}) rotate(${lean})">${body}<path d="${cracks}" stroke="#e8ffff" stroke-opacity=".5" stroke-width="1.1" fill="none"/>
  <path d="M${n(ridgeA)} 4V${n(shoulder + 8)}L${n(half * 0.06)} ${-height}L${n(-half)} ${n(shoulder)}" stroke="#f6ffff" stroke-opacity=".9" stroke-width="1.8" fill="none"/>
  <path d="M${n(ridgeB)} 4V${n(shoulder + 5)}L${n(half * 0.06)} ${-height}" stroke="#d6fbff" stroke-opacity=".55" stroke-width="1.2" fill="none"/></g>`;
}

function crystal(random) {
  const spark = (x, y, r) =>
    `<path d="M${x} ${y - r}Q${x} ${y} ${x + r} ${y}Q${x} ${y} ${x} ${y + r}Q${x} ${y} ${x - r} ${y}Q${x} ${y} ${x} ${y - r}Z" fill="#fff"/>`;
  const stones = [
    [62, 226, 34, 18],
    [190, 228, 36, 18],
    [126, 234, 54, 16],
    [98, 216, 26, 16],
    [156, 218, 28, 16],
  ]
    .map(
      ([x, y, rx, ry]) =>
        `<path d="${closedCurve(Array.from({ length: 8 }, (_, i) => [x + Math.cos(i * 0.785) * rx * random.range(0.85, 1.1), y + Math.sin(i * 0.785) * ry * random.range(0.85, 1.1)]))}" fill="url(#base)" filter="url(#slim)"/>`,
    )
    .join('');
  return `<circle cx="128" cy="130" r="124" fill="url(#gleam)"/>${shadow(128, 242, 88, 9)}
  ${shard(random, [84, 214], 122, 38, -26)}${shard(random, [172, 214], 132, 40, 24)}${shard(random, [108, 218], 158, 42, -10)}
  ${shard(random, [152, 220], 108, 34, 12)}${shard(random, [132, 224], 204, 56, 3)}${shard(random, [98, 226], 76, 28, -16)}
  ${shard(random, [178, 228], 66, 26, 32)}${shard(random, [66, 226], 58, 22, -38)}${stones}
  <ellipse cx="128" cy="212" rx="70" ry="16" fill="#7ff3ff" opacity=".35" filter="url(#blur6)"/>${spark(140, 34, 15)}${spark(72, 96, 9)}${spark(206, 112, 11)}${spark(112, 120, 7)}`;
}

const lanternDefs = [
  radial(
    'halo',
    [0.5, 0.5, 0.5],
    [
      [0, '#fff2b0', 0.9],
      [0.35, '#ffc24a', 0.42],
      [1, '#ff9a2a', 0],
    ],
  ),
  linear(
    'iron',
    [0, 0, 1, 0],
    [
      [0, '#8d93a8'],
      [0.25, '#565b73'],
      [0.6, '#2c2f44'],
      [1, '#50465a'],
    ],
  ),
  radial(
    'pane',
    [0.5, 0.62, 0.6],
    [
      [0, '#fffbe0', 0.95],
      [0.4, '#ffd560', 0.82],
      [1, '#d2691e', 0.66],
    ],
  ),
  linear(
    'flame',
    [0, 1, 0, 0],
    [
      [0, '#ff8a1f'],
      [0.4, '#ffd34a'],
      [1, '#fffbe6'],
    ],
  ),
].join('');

function lantern() {
  return `<circle cx="128" cy="142" r="114" fill="url(#halo)"/>${shadow(128, 244, 56, 8)}
  <path d="M92 62Q90 14 128 12Q166 14 164 62" stroke="url(#iron)" stroke-width="8" fill="none" filter="url(#slim)"/>
  <path d="M78 96L92 216H164L178 96Z" fill="url(#pane)"/>
  <path d="M128 112Q152 150 142 180Q138 196 128 196Q118 196 114 180Q108 158 128 112Z" fill="url(#flame)" filter="url(#blur2)"/>
  <path d="M128 142Q140 164 134 182Q128 192 122 182Q118 166 128 142Z" fill="#fffdf0"/>
  <path d="M120 196H136V212H120Z" fill="#f4e6c8"/><path d="M88 104L96 104L106 208L100 208Z" fill="#fff" opacity=".5"/>
  <path d="M78 128Q128 112 178 128M84 170Q128 158 172 170" stroke="#fff" stroke-opacity=".25" stroke-width="5" fill="none"/>
  <g filter="url(#slim)"><path d="M72 92L84 92L98 220H86ZM184 92L172 92L158 220H170ZM123 98H133L132 216H124Z" fill="url(#iron)"/>
  <path d="M84 150H172L171 157H85Z" fill="url(#iron)"/>
  <path d="M128 44L176 82Q186 92 192 100H64Q70 92 80 82Z" fill="url(#iron)"/><path d="M108 52Q108 34 128 34T148 52L152 62H104Z" fill="url(#iron)"/>
  <path d="M82 212H174L184 232Q186 242 176 242H80Q70 242 72 232Z" fill="url(#iron)"/></g>
  <path d="M70 98Q128 88 186 98" stroke="#ffd98a" stroke-width="3" fill="none" opacity=".8"/><path d="M86 78L124 50" stroke="#dfe4f4" stroke-width="3" opacity=".6" stroke-linecap="round"/>
  <path d="M84 214H172" stroke="#ffe6a0" stroke-width="2.4" opacity=".85"/><circle cx="128" cy="231" r="5" fill="#c9963e"/><circle cx="127" cy="230" r="2.4" fill="#ffeeb0"/>
  <path d="M94 84H98V92H94ZM112 82H116V92H112ZM140 82H144V92H140ZM158 84H162V92H158Z" fill="#ffcf6a"/>`;
}

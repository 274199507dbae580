import { lettering } from './letters.mjs';
import { createNoise } from './random.mjs';
import { glaze, layer, ramp, rasterise, reshade, shade, smoothstep } from './raster.mjs';
import { document, linear, radial, soften } from './svg.mjs';

const [WIDTH, HEIGHT] = [600, 800];
/** The brand's own red, which no style may change. */
const RED = '#d8202f';

/** A can of juice whose label is in its brand's red, beside a blood orange, in warm light. */
export async function juiceCan() {
  const noise = createNoise(91);
  const backdrop = shade(WIDTH, HEIGHT, (x, y, out) => paintGround(noise, x, y, out));
  const scene = await layer(backdrop, shadows(), fruit(), can(), label());
  // grain over everything but the label, which print keeps flat
  const mask = await rasterise(labelShape('#fff', '#000'));
  return reshade(scene, (x, y, out) => {
    const open = 1 - mask.data[(y * WIDTH + x) * 4] / 255;
    const speck = open * 6 * noise.noise(x * 0.63, y * 0.67);
    for (let channel = 0; channel < 3; channel++) {
      out[channel] += speck;
    }
  });
}

/** White where the label is. */
export const juiceCanMask = () => rasterise(labelShape('#fff', '#000'));

const wall = ramp([
  [0, '#f3c58b'],
  [0.5, '#e79a63'],
  [1, '#b9603f'],
]);

function paintGround(noise, x, y, out) {
  const light = Math.hypot(x - 150, y - 120) / 900 + noise.fbm(x / 160, y / 110, 4) * 0.1;
  glaze(out, wall(Math.min(1, Math.max(0, light))), 1);
  const table = smoothstep(575, 582, y);
  glaze(out, [122, 70, 52], table * (0.85 + 0.15 * noise.fbm(x / 220, y / 8, 3)));
  glaze(out, [255, 214, 160], table * 0.25 * Math.exp(-Math.hypot(x - 180, (y - 640) * 2) / 260));
}

const shadows = () =>
  document(
    WIDTH,
    HEIGHT,
    soften('far', 14),
    `<g filter="url(#far)" fill="#3a1a14" opacity=".55"><ellipse cx="330" cy="694" rx="150" ry="24"/>
<ellipse cx="520" cy="706" rx="90" ry="18"/></g>`,
  );

const fruit = () =>
  document(
    WIDTH,
    HEIGHT,
    radial(
      'orange',
      [0.35, 0.3, 0.75],
      [
        [0, '#ffb75a'],
        [0.55, '#ee7d22'],
        [1, '#a8400f'],
      ],
    ),
    `<circle cx="490" cy="628" r="76" fill="url(#orange)"/>
<path d="M486 556Q492 528 520 522Q516 550 486 556Z" fill="#4f7d3a"/>`,
  );

const can = () =>
  document(
    WIDTH,
    HEIGHT,
    linear(
      'metal',
      [0, 0, 1, 0],
      [
        [0, '#6d6a6c'],
        [0.2, '#f4f1ec'],
        [0.45, '#c9c5c0'],
        [0.8, '#8f8a8a'],
        [1, '#575356'],
      ],
    ) +
      linear(
        'body',
        [0, 0, 1, 0],
        [
          [0, '#c9bfae'],
          [0.22, '#fffaf0'],
          [0.6, '#f1e7d6'],
          [1, '#a2937f'],
        ],
      ),
    `<path d="M186 214Q186 190 300 190Q414 190 414 214L414 670Q414 700 300 700Q186 700 186 670Z" fill="url(#body)"/>
<path d="M186 214Q186 240 300 240Q414 240 414 214L402 186Q402 168 300 168Q198 168 198 186Z" fill="url(#metal)"/>
<ellipse cx="300" cy="186" rx="98" ry="15" fill="#8d898a"/><ellipse cx="300" cy="184" rx="86" ry="11" fill="#dcd8d3"/>
<path d="M186 662Q186 688 300 688Q414 688 414 662L414 672Q414 702 300 702Q186 702 186 672Z" fill="url(#metal)"/>`,
  );

const name = lettering('VELUMA', { x: 300, y: 423, height: 30 });
const line = lettering('BLOOD ORANGE', { x: 300, y: 538, height: 17 });

const label = () => labelShape(RED, 'none');

/** Where the brand's red lies: a round badge with the name cut out of it, and a line of text below. */
function labelShape(ink, ground) {
  const paper = ground === 'none' ? '#fffaf0' : ink;
  return document(
    WIDTH,
    HEIGHT,
    '',
    `${ground === 'none' ? '' : `<rect width="${WIDTH}" height="${HEIGHT}" fill="${ground}"/>`}
<circle cx="300" cy="408" r="94" fill="${ink}"/>
<path d="${name.path}" fill="none" stroke="${paper}" stroke-width="6" stroke-linecap="round" stroke-linejoin="round"/>
<path d="${line.path}" fill="none" stroke="${ink}" stroke-width="3.4" stroke-linecap="round" stroke-linejoin="round"/>`,
  );
}

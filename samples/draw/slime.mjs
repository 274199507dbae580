import { rgb, shade } from './raster.mjs';

/** One letter a pixel, as pixel artists count them. */
const rows = [
  '................................',
  '............kkkkkkkk............',
  '.........kkkllllllllkkk.........',
  '.......kkllllllllllmmmmkk.......',
  '......klllwwwlllllmmmmmmmk......',
  '.....kllwwwwwlllllmmmmmmmmk.....',
  '....klllwwwwllllllmmmmmmmmmk....',
  '....kllllwwllllllmmmmmmmmmmk....',
  '...klllllllllllllmmmmmmmmmmmk...',
  '...kllllllllllllmmmmmmmmmmmmk...',
  '..klllllllllllllmmmmmmmmmmmmmk..',
  '..klllllkklllllmmmmkkmmmmmmmmk..',
  '..kllllkwkklllmmmmkwkkmmmmmmmk..',
  '..kllllkkkklllmmmmkkkkmmmmmmmk..',
  '.kllllllkklllmmmmmmkkmmmmmmmddk.',
  '.klppplllllllmmmmmmmmmmpppmdddk.',
  '.klppplllkllmmmmmmmkmmmpppmdddk.',
  '.kllllllllkkkkkkkkkmmmmmmmddddk.',
  '.klllllllllkrrrrrkmmmmmmmdddddk.',
  'kllllllllllmkkkkkmmmmmmmddddddkk',
  'kllllllllmmmmmmmmmmmmmmddddddddk',
  'klllllllmmmmmmmmmmmmmmdddddddddk',
  'klllllmmmmmmmmmmmmmmmdddddddddsk',
  'kmlllmmmmmmmmmmmmmmdddddddddddsk',
  'kmmmmmmmmmmmmmmmmdddddddddddsssk',
  '.kmmmmmmmmmmmmmdddddddddddssssk.',
  '.kkdmmmmmmmmdddddddddddsssssskk.',
  '...kkdddddddddddddddssssssskk...',
  '.....kkkkssssssssssssskkkkk.....',
  '.........kkkkkkkkkkkkk..........',
];

/** By the letters; those of palettes/moor.gpl. */
const inks = {
  k: '#1b1726',
  s: '#1f4a44',
  d: '#2e7a55',
  m: '#55b05c',
  l: '#9bd96a',
  w: '#f4f7d6',
  p: '#e8849a',
  r: '#b8324f',
};

/** A moor slime: pixel art with hard edges, each of its pixels four wide. */
export function slime() {
  const size = 4;
  return shade(rows[0].length * size, rows.length * size, (x, y, out) => {
    const ink = inks[rows[Math.floor(y / size)][Math.floor(x / size)]];
    if (ink) {
      out.splice(0, 3, ...rgb(ink));
    } else {
      out.fill(0);
    }
  });
}

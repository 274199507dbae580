/** Which pictures are no pictures but data, such as normal and roughness maps, by how game engines and painters name them. Pure. */

import { isPicture } from './pictureFiles';

/** What a map holds. */
export type AssetRole = (typeof ROLES)[number]['role'];

/** What is done with maps: left out, copied as they are, or painted like any picture. */
export const MAP_TREATMENTS = ['skip', 'copy', 'paint'] as const;
export type MapTreatment = (typeof MAP_TREATMENTS)[number];

/**
 * Tells which files are maps, among those that lie there: what a name says alone is believed where nobody means anything else by it
 * (`Wall_Roughness`), and else only beside the picture it would belong to (`wall_mask` beside `wall` or `wall_albedo`).
 * @param files all of them, with forward slashes
 */
export function roleFinder(files: readonly string[]): (file: string) => AssetRole | undefined {
  let stems: Set<string> | undefined;
  return (file) => {
    const stem = stemOf(file);
    if (!ENDING.test(stem)) return undefined; // as nearly all of ten thousand
    stems ??= new Set(files.filter(isPicture).map(stemOf)); // for most pictures nobody needs it
    return ROLES.find((each) => isOf(each, stem, stems!))?.role;
  };
}

interface Role {
  role: string;
  /** Endings that nobody uses for anything else. */
  sure: readonly string[];
  /** Endings that mean a map only beside the picture it belongs to: a `tribal-mask` is a mask. */
  beside: readonly string[];
  letter?: string;
}

/** Endings of Unity, Unreal, Godot, Substance, Blender, Poly Haven and ambientCG, in small letters, words joined by `_`. */
const ROLES = [
  {
    role: 'normal',
    sure: [
      'normalmap',
      'normal_map',
      'normalgl',
      'normaldx',
      'normal_opengl',
      'normal_directx',
      'nor_gl',
      'nor_dx',
      'nrm',
    ],
    beside: ['normals', 'nor', 'norm'],
    letter: 'n',
  },
  {
    role: 'packed',
    sure: ['orm', 'occlusionroughnessmetallic', 'metallicsmoothness', 'metallicroughness', 'maskmap', 'mask_map'],
    beside: ['arm', 'rma', 'mra', 'mro'],
  },
  { role: 'roughness', sure: ['roughness', 'roughnessmap'], beside: ['rough', 'rgh'], letter: 'r' },
  { role: 'metallic', sure: ['metallic', 'metalness', 'metallicmap'], beside: ['metal', 'met', 'mtl'], letter: 'm' },
  {
    role: 'height',
    sure: ['heightmap', 'height_map', 'displacement', 'displacementmap'],
    beside: ['height', 'disp', 'bump', 'parallax'],
    letter: 'h',
  },
  {
    role: 'ambient occlusion',
    sure: ['ambientocclusion', 'ambient_occlusion', 'occlusion', 'mixed_ao'],
    beside: ['ao', 'occ'],
  },
  { role: 'specular', sure: ['specularmap', 'specular_map'], beside: ['specular', 'spec'], letter: 's' },
  { role: 'glossiness', sure: ['glossiness', 'smoothness'], beside: ['gloss'], letter: 'g' },
  { role: 'opacity', sure: [], beside: ['opacity', 'alpha', 'mask'], letter: 'o' },
  { role: 'emission', sure: ['emissivemap', 'emission_map'], beside: ['emissive', 'emission', 'emit'], letter: 'e' },
] as const satisfies readonly Role[];
/** What a normal map is called most often, and the state of a button that nobody touches. */
const NORMAL = 'normal';
const ENDINGS: readonly string[] = [
  NORMAL,
  ...ROLES.flatMap((role: Role) => [...role.sure, ...role.beside, ...(role.letter ? [role.letter] : [])]),
];
/** One of them, and something before it. */
const ENDING = new RegExp(`[^/]_(?:${ENDINGS.join('|')})$`);

/** Endings of the picture of a set, the one with its colours. */
const COLOURS = [
  'albedo',
  'basecolor',
  'base_color',
  'basecolour',
  'base_colour',
  'basemap',
  'diffuse',
  'diff',
  'color',
  'col',
];
const COLOUR_LETTERS = ['d', 'bc', 'c', 'a'];
/** What else buttons are drawn for: button_normal, button_hover. */
const STATES = [
  'hover',
  'hovered',
  'over',
  'pressed',
  'down',
  'active',
  'disabled',
  'selected',
  'focus',
  'focused',
  'highlighted',
  'on',
  'off',
];
/** Letters that end no map: beside them, a letter is a point of the compass, a size or a number. */
const OTHER_LETTERS = [...'bfijklpqtuvwxyz'];

function isOf({ sure, beside, letter, role }: Role, stem: string, stems: ReadonlySet<string>): boolean {
  const found = (words: readonly string[]) => words.flatMap((word) => baseOf(stem, word) ?? []);
  if (found(sure).length > 0) return true;
  if (role === NORMAL && found([NORMAL]).some((base) => !hasOne(stems, base, STATES))) return true;
  if (found(beside).some((base) => stems.has(base) || hasOne(stems, base, [...COLOURS, ...COLOUR_LETTERS])))
    return true;
  const base = letter && baseOf(stem, letter);
  if (base === undefined || base === '' || hasOne(stems, base, OTHER_LETTERS)) return false;
  if (hasOne(stems, base, [...COLOURS, ...COLOUR_LETTERS])) return true;
  // a plain picture with one letter beside it is a pair as games make them: stone, stone_n and perhaps stone_s
  return stems.has(base) && (letter === 'n' || stems.has(`${base}_n`));
}

function hasOne(stems: ReadonlySet<string>, base: string, words: readonly string[]): boolean {
  return words.some((word) => stems.has(`${base}_${word}`));
}

/** What comes before an ending; undefined where there is another ending, or nothing before it. */
function baseOf(stem: string, word: string): string | undefined {
  if (!stem.endsWith(`_${word}`)) return undefined;
  const base = stem.slice(0, -word.length - 1);
  return base === '' || base.endsWith('/') ? undefined : base;
}

/** A path without extension, in small letters, words of the name joined by `_`, without resolution and number of a tile. */
function stemOf(file: string): string {
  const slash = file.lastIndexOf('/') + 1;
  const dot = file.lastIndexOf('.');
  const name = file.slice(slash, dot > slash ? dot : undefined).toLowerCase();
  const words = name.replace(/[\s.-]+/g, '_');
  // wall_normal_2k, wall_2k-png_normalgl and the UDIM tiles wall_normal.1001
  return `${file.slice(0, slash)}${words.replace(/_\d{1,2}k(?:_(?:png|jpg|tif))?(?=_|$)/g, '').replace(/_1\d{3}$/, '')}`;
}

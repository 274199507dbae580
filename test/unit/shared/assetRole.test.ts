import { describe, expect, it } from 'vitest';
import { roleFinder } from '../../../src/shared/assetRole';

/** The roles of a folder's files, those that have one. */
const rolesOf = (...files: string[]) => {
  const roleOf = roleFinder(files);
  return Object.fromEntries(files.flatMap((file) => (roleOf(file) ? [[file, roleOf(file)]] : [])));
};

describe('roleFinder', () => {
  it.each([
    ['Unity', 'Assets/Wall_Normal.png', 'normal'],
    ['Unity', 'Wall_MetallicSmoothness.png', 'packed'],
    ['Unity HDRP', 'Wall_MaskMap.png', 'packed'],
    ['Godot', 'wall_roughness.png', 'roughness'],
    ['Godot', 'wall_orm.png', 'packed'],
    ['Substance', 'Wall_OcclusionRoughnessMetallic.png', 'packed'],
    ['Substance', 'Wall_Normal_OpenGL.png', 'normal'],
    ['Blender', 'wall-normal.png', 'normal'],
    ['Blender', 'old wall displacement.jpg', 'height'],
    ['Poly Haven', 'brick_wall_nor_gl_4k.jpg', 'normal'],
    ['ambientCG', 'Bricks097_4K-JPG_NormalGL.jpg', 'normal'],
    ['ambientCG', 'Bricks097_2K-PNG_AmbientOcclusion.png', 'ambient occlusion'],
    ['UDIM', 'wall_roughness.1001.png', 'roughness'],
    ['UDIM', 'wall_metallic_1012.tif', 'metallic'],
  ])('knows a map of %s by its name alone: %s', (_, file, role) => {
    expect(rolesOf(file)).toEqual({ [file]: role });
  });

  it('leaves the picture with the colours to be painted', () => {
    const set = ['Wall_BaseColor.png', 'Wall_Albedo.png', 'wall_diffuse.png', 'T_Wall_D.png', 'wall_color.png'];
    expect(rolesOf(...set, 'wall.png')).toEqual({});
  });

  it('knows letters beside the picture of the set, as Unreal names them', () => {
    expect(rolesOf('a/T_Wall_D.png', 'a/T_Wall_N.png', 'a/T_Wall_R.png', 'a/T_Wall_M.png', 'a/T_Wall_H.png')).toEqual({
      'a/T_Wall_N.png': 'normal',
      'a/T_Wall_R.png': 'roughness',
      'a/T_Wall_M.png': 'metallic',
      'a/T_Wall_H.png': 'height',
    });
    expect(rolesOf('stone.png', 'stone_n.png', 'stone_s.png')).toEqual({
      'stone_n.png': 'normal',
      'stone_s.png': 'specular',
    });
  });

  it.each([
    ['letters alone', ['vitamin_n.png', 'plan_r.png']],
    ['letters in another folder', ['a/wall_d.png', 'b/wall_n.png']],
    ['points of the compass', ['hero.png', 'hero_n.png', 'hero_e.png', 'hero_s.png', 'hero_w.png']],
    ['directions', ['hero_d.png', 'hero_u.png', 'hero_l.png', 'hero_r.png']],
    ['sizes', ['shirt.png', 'shirt_s.png', 'shirt_m.png', 'shirt_l.png']],
    ['an alphabet', [...'abcdefghmnors'].map((letter) => `rune_${letter}.png`)],
    ['states of a button', ['button_normal.png', 'button_hover.png', 'button_pressed.png']],
    ['words with another meaning', ['tribal-mask.png', 'sketch_rough.png', 'sword_metal.png', 'jump_height.png']],
    ['words that end alike', ['abnormal.png', 'storm.png', 'platform.png']],
    ['a name that is nothing else', ['normal.png', 'mask.png', 'art/_n.png']],
  ])('takes no map for what it is not: %s', (_, files) => {
    expect(rolesOf(...files)).toEqual({});
  });

  it('believes such words beside the picture they belong to', () => {
    expect(
      rolesOf('fox.png', 'fox_mask.png', 'wall_albedo.jpg', 'wall_ao.jpg', 'wall_rough.png', 'wall_spec.png'),
    ).toEqual({
      'fox_mask.png': 'opacity',
      'wall_ao.jpg': 'ambient occlusion',
      'wall_rough.png': 'roughness',
      'wall_spec.png': 'specular',
    });
    expect(rolesOf('lamp_basecolor.png', 'lamp_emissive.png')).toEqual({ 'lamp_emissive.png': 'emission' });
  });
});

import { describe, expect, it } from 'vitest';
import type { ManifestInput } from '../../../src/shared/manifest';
import { planJobs } from '../../../src/shared/plan';
import { resolved } from './resolved';

const RULE = { input: 'art/*.png', style: 'ink', output: 'out/{name}.{ext}' } as const;
const FILES = ['art/wall.png', 'art/wall_normal.png', 'art/wall_ao.png', 'ink.png'];

function plan(change: Partial<ManifestInput> = {}, files = FILES) {
  const manifest = { version: 1, styles: { ink: { reference: 'ink.png', strength: 0.7 } }, assets: [RULE], ...change };
  return planJobs(resolved(manifest as ManifestInput), files);
}
const outputs = (...args: Parameters<typeof plan>) => plan(...args).jobs.map(({ output }) => output);

describe('maps', () => {
  it('are left out, with a notice that tells what can be done', () => {
    const { jobs, problems } = plan();
    expect(jobs.map(({ source }) => source)).toEqual(['art/wall.png']);
    expect(problems).toEqual([
      {
        severity: 'info',
        kind: 'maps',
        path: ['assets', 0, 'input'],
        message:
          'art/wall_ao.png (ambient occlusion), art/wall_normal.png (normal): maps by their names, and are left out. "maps": "copy" copies them to the results, "paint" paints them, "skip" does without this notice.',
      },
    ]);
  });

  it('are left out silently where the manifest says so', () => {
    expect(plan({ assets: [{ ...RULE, maps: 'skip' }] }).problems).toEqual([]);
    expect(outputs({ assets: [{ ...RULE, maps: 'skip' }] })).toEqual(['out/wall.png']);
  });

  it('are copied in their own format, unpainted and untreated', () => {
    const rule = { ...RULE, maps: 'copy', format: 'webp', quality: 80, strength: 1, seamless: true } as const;
    const { jobs, problems } = plan({ assets: [rule] });
    expect(problems).toEqual([]);
    const [painted, , normal] = jobs;
    expect(painted).toMatchObject({
      output: 'out/wall.webp',
      quality: 80,
      style: { strength: 1 },
      treatment: { seamless: true },
    });
    expect(normal).toMatchObject({
      output: 'out/wall_normal.png',
      format: 'png',
      role: 'normal',
      style: { strength: 0 },
    });
    expect(normal).not.toHaveProperty('quality');
    expect(normal).not.toHaveProperty('treatment');
  });

  it('take the format that the name of the result asks for, and its size', () => {
    const { output: _, ...rule } = RULE;
    const sized = { ...rule, maps: 'copy' as const, outputs: [{ output: 'out/{name}.tif', scale: 0.5 }] };
    expect(plan({ assets: [sized] }).jobs[2]).toMatchObject({
      output: 'out/wall_normal.tif',
      format: 'tiff',
      size: { scale: 0.5 },
    });
  });

  it('are painted where the rule, else the folder, else the defaults say so', () => {
    const all = ['out/wall.png', 'out/wall_ao.png', 'out/wall_normal.png'];
    expect(outputs({ assets: [{ ...RULE, maps: 'paint' }] })).toEqual(all);
    expect(outputs({ folders: { art: { maps: 'paint' } } })).toEqual(all);
    expect(outputs({ defaults: { maps: 'paint' } })).toEqual(all);
    expect(outputs({ defaults: { maps: 'paint' }, folders: { art: { maps: 'skip' } } })).toEqual(['out/wall.png']);
    expect(plan({ defaults: { maps: 'paint' } }).jobs[2]).not.toHaveProperty('role');
  });

  it('are painted where they are named by their very path', () => {
    const assets = [{ ...RULE, input: ['art/wall_normal.png'] }];
    expect(plan({ assets })).toMatchObject({ jobs: [{ source: 'art/wall_normal.png' }], problems: [] });
    expect(outputs({ assets: [{ ...assets[0]!, maps: 'skip' }] })).toEqual([]);
  });

  it('are counted, where there are many', () => {
    const files = ['ink.png', ...['a', 'b', 'c', 'd', 'e'].map((name) => `art/stone${name}_roughness.png`)];
    expect(plan({}, files).problems[0]?.message).toContain('art/stonec_roughness.png (roughness) and 2 more: maps by');
  });
});

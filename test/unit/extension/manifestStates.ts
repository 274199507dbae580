import type { AssetState, ManifestState } from '../../../src/extension/manifests';
import type { ManifestInput } from '../../../src/shared/manifest';
import { resolved } from '../shared/resolved';

/** A surveyed asset; its output is `out/<source>`. */
export function asset(source: string, extra: Partial<AssetState> = {}): AssetState {
  const { state = 'fresh' } = extra;
  const reason = state === 'fresh' ? 'up to date' : 'new';
  return { source, output: `out/${source}`, rule: 0, styleName: 'ink', state, reason, ...extra };
}

/** A surveyed manifest; `input` is one that can't be used when it is undefined. */
export function manifestState(
  assets: AssetState[],
  input: ManifestInput | undefined = ONE_RULE,
  extra: Partial<ManifestState> = {},
): ManifestState {
  const uri = { toString: () => 'file:///work/stylize.json' } as ManifestState['uri'];
  const byOutput = new Map(assets.map((asset) => [asset.output, asset]));
  const manifest = resolved(input);
  return { uri, folder: '/work', manifest, problems: [], bases: [], assets, orphans: [], byOutput, ...extra };
}

const ONE_RULE: ManifestInput = {
  version: 1,
  styles: { ink: { reference: 'ink.png' }, oil: { reference: 'oil.png', strength: 0.5 } },
  assets: [{ input: '**/*.png', style: 'ink', output: 'out/{dir}/{name}.{ext}' }],
};

import type { Manifest, ManifestInput } from '../../../src/shared/manifest';
import { readLayer } from '../../../src/shared/manifestLayers';
import { resolveManifest } from '../../../src/shared/resolveManifest';

/** What a manifest comes down to, whatever is wrong with it beyond the schema. */
export function resolved(input: ManifestInput): Manifest {
  const layer = readLayer(JSON.stringify(input));
  if (!layer.written) throw new Error(JSON.stringify(layer.problems));
  return resolveManifest([layer]).manifest;
}

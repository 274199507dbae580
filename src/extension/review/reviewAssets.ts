import { resolve } from 'node:path';
import type { Glimpses, StampedFile } from '../../pipeline/glimpses';
import { stampOf } from '../../pipeline/stamps';
import { noteOf, type Reviews, verdictOf } from '../../shared/review';
import type { ReviewAsset } from '../../shared/reviewMessages';
import { hasOutput } from '../assetStates';
import type { AssetState } from '../manifests';
import { stateDetail } from '../view/words';

/** What a reviewer's page is told of assets, apart from their states. */
export interface ReviewFacts {
  folder: string;
  reviews: Reviews;
  lastRun: ReadonlyMap<string, { wasThere: boolean }>;
  glimpses: Glimpses;
}

/** Assets as the page is told of them, in their order. */
export async function reviewAssets(assets: readonly AssetState[], facts: ReviewFacts): Promise<ReviewAsset[]> {
  const told: ReviewAsset[] = [];
  for (const asset of assets) {
    told.push(await reviewAsset(asset, facts));
    if (told.length % AT_ONCE === 0) await new Promise((go) => setImmediate(go)); // others use this thread, too
  }
  return told;
}

export async function filesOf(
  { source, output }: Pick<AssetState, 'source' | 'output'>,
  folder: string,
): Promise<{ source: StampedFile | undefined; output: StampedFile | undefined }> {
  const look = async (path: string): Promise<StampedFile | undefined> => {
    const stamp = await stampOf(path);
    return stamp && { path, stamp };
  };
  return { source: await look(resolve(folder, source)), output: await look(resolve(folder, output)) };
}

const AT_ONCE = 500;

async function reviewAsset(asset: AssetState, facts: ReviewFacts): Promise<ReviewAsset> {
  const { folder, reviews, lastRun, glimpses } = facts;
  const { source, output, rule, styleName: style, state } = asset;
  const files = await filesOf(asset, folder);
  const isThere = files.output !== undefined && hasOutput(asset);
  const written = lastRun.get(output);
  const verdict = verdictOf(reviews, output, files.output?.stamp);
  const note = noteOf(reviews, output);
  const difference =
    isThere && files.source && files.output ? glimpses.difference(files.source, files.output) : undefined;
  return {
    ...{ source, output, style, rule, state },
    ...(state !== 'fresh' && { why: stateDetail(asset) }),
    hasOutput: isThere,
    version: [files.source, files.output].map((file) => `${file?.stamp.size}-${file?.stamp.mtimeMs}`).join(' '),
    changed: isThere && written !== undefined,
    hasFormer: written?.wasThere === true,
    ...(verdict && { verdict }),
    ...(note !== undefined && { note }),
    ...(difference !== undefined && { difference }),
  };
}

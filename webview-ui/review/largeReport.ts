import type { ReportAsset, ReportModel } from '../../src/shared/report';
import type { ReviewAsset, ReviewModel } from '../../src/shared/reviewMessages';

/** What the comparer is told of these outputs: it asks for their pictures when it shows them. */
export function largeReport(
  model: Pick<ReviewModel, 'title' | 'trusted'> | undefined,
  outputs: readonly string[],
  find: (output: string) => ReviewAsset | undefined,
): ReportModel {
  const assets = outputs.flatMap((output): ReportAsset[] => {
    const asset = find(output);
    return asset ? [{ source: asset.source, output, style: asset.style, width: 0, height: 0, cached: true }] : [];
  });
  const totals = { done: 0, cached: assets.length, failed: 0, milliseconds: 0 };
  const { title = '', trusted: tunable = false } = model ?? {};
  return { title, generated: '', totals, styles: [], assets, tunable };
}

import type { Job } from './plan';

/** A part of a manifest: the jobs of one rule, one style, one output, or of several. */
export interface RunPart {
  rule?: number;
  style?: string;
  output?: string;
  outputs?: ReadonlySet<string>;
}

/** Whether a job, or an asset, belongs to a part. */
export function isPart(
  job: Pick<Job, 'rule' | 'styleName' | 'output'>,
  { rule, style, output, outputs }: RunPart,
): boolean {
  const matches = (wanted: unknown, found: unknown): boolean => wanted === undefined || wanted === found;
  return (
    matches(rule, job.rule) &&
    matches(style, job.styleName) &&
    matches(output, job.output) &&
    (outputs?.has(job.output) ?? true)
  );
}

import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { planJobs } from '../shared/plan';
import type { Problem } from '../shared/protocol';
import { planApply } from './inputs';
import { listPictures } from './pictures';
import { readManifest, UnusableManifest } from './survey';

/**
 * The pictures that a training paints to learn: those that are named; else what the manifest in the folder paints;
 * else the sample workspace's.
 * @param named files, folders or patterns
 * @param samples the sample workspace's folder
 */
export async function trainingContents(
  named: string[] | undefined,
  samples: string,
  folder = process.cwd(),
): Promise<{ paths: string[]; problems: Problem[] }> {
  if (named) {
    const { jobs, problems } = await planApply(named, undefined);
    return { paths: jobs.map(({ source }) => source), problems };
  }
  for (const place of [folder, samples]) {
    const paths = await paintedIn(place);
    if (paths.length >= LEAST) return { paths, problems: [] };
  }
  return { paths: [], problems: [] };
}

/** Fewer show too little of what will be painted. */
const LEAST = 4;

async function paintedIn(folder: string): Promise<string[]> {
  const path = resolve(folder, 'stylize.json');
  if (!existsSync(path)) return [];
  try {
    const { manifest } = await readManifest(path);
    const { jobs } = planJobs(manifest, await listPictures(folder));
    return [...new Set(jobs.filter(({ role }) => !role).map(({ source }) => resolve(folder, source)))].sort();
  } catch (error) {
    if (error instanceof UnusableManifest) return []; // `run` says what is wrong with it
    throw error;
  }
}

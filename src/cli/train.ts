import { resolve } from 'node:path';
import { defaultCacheFolder } from '../pipeline/cacheFolder';
import { EngineFailure } from '../pipeline/failure';
import { planApply } from '../pipeline/inputs';
import { trainingContents } from '../pipeline/trainingContents';
import { hasVgg, vggIn } from '../pipeline/vgg';
import { formatBytes } from '../shared/bytes';
import { duration } from '../shared/duration';
import type { TrainResult } from '../shared/protocol';
import { PACK_EXTENSION } from '../shared/stylePack';
import { problemText } from './asset';
import { Console, count } from './console';
import { SAMPLES } from './installation';
import { withEngine } from './session';

interface TrainOptions {
  name: string;
  content?: string[];
  minutes: number;
  steps?: number;
  seed: number;
  out?: string;
  license?: string;
  resume: boolean;
  provider: string;
  json: boolean;
}

/** `stylize train`: exit code 0 when there is a pack, 1 when there is none, 130 stopped (with a pack of what was learnt by then). */
export async function trainCommand(inputs: string[], options: TrainOptions): Promise<void> {
  const console = new Console(options.json);
  const { name, minutes, steps, seed, license, resume } = options;
  const { jobs, problems } = await planApply(inputs, undefined);
  const contents = await trainingContents(options.content, SAMPLES);
  const problem = [...problems, ...contents.problems][0];
  if (problem) return fail(console, problemText(problem), problem);
  const references = jobs.map(({ source }) => source);
  const cacheFolder = defaultCacheFolder();
  const vgg = hasVgg(cacheFolder) ? vggIn(cacheFolder) : undefined;
  const output = resolve(options.out ?? `${name}${PACK_EXTENSION}`);
  const folder = resolve('.stylize', 'training', name);
  const params = { name, references, contents: [...contents.paths, ...references], output, folder };
  await withEngine(options.provider, console, async (client, signal) => {
    const { provider } = await client.info();
    const judge = vgg ? 'VGG-19' : 'the encoder that ships (`stylize setup-vgg` gets the better VGG-19)';
    console.note(
      `training ${name} on ${provider}: ${count(references.length, 'reference')}, ${count(contents.paths.length, 'content')}, judged by ${judge}`,
    );
    console.start(1);
    try {
      const budget = { minutes, steps, seed, resume, vgg, license };
      const result = await client.request('train', { ...params, ...budget }, signal);
      console.summary(resultText(result), { summary: true, ...result, folder });
    } catch (error) {
      if (!(error instanceof EngineFailure)) throw error;
      fail(console, problemText(error.problem), error.problem);
    }
  });
}

function fail(console: Console, text: string, problem: object): void {
  console.summary(text, { summary: true, problem });
  process.exitCode = 1;
}

const ENDINGS = {
  spent: '',
  'no better': ', ended early: it got no better',
  unstable: ', ended early: it went astray again and again',
  stopped: ', stopped',
} satisfies Record<TrainResult['ended'], string>;

function resultText({ output, bytes, ended, steps, seconds, before, after }: TrainResult): string {
  const change = (name: string) => `${name} ${before[name]!.toFixed(3)} → ${after[name]!.toFixed(3)}`;
  const figures = ['style', 'likeness'].map(change).join(', ');
  return [
    `${count(steps, 'step')} in ${duration(1000 * seconds)}${ENDINGS[ended]}`,
    `on contents that were held back, less is better: ${figures}`,
    `${output} (${formatBytes(bytes)}): a style for --style, and for "reference" in a manifest`,
  ].join('\n');
}

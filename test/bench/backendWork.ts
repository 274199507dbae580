// One provider at work, in a process of its own: started by backends.mjs, which reads the one line that this prints.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { Network } from '../../src/engine/network/runtime';
import { parseSafetensors } from '../../src/engine/network/weights';
import { openExecutor } from '../../src/engine/train/executors';
import { stepGraph } from '../../src/engine/train/step';
import { runtimesFolder } from '../../src/pipeline/cacheFolder';
import { feedsFor, smallSetting } from '../engine/train/smallStep';

const [, , provider, job, side, rounds] = process.argv as [string, string, string, 'paint' | 'train', string, string];
const weights = parseSafetensors(readFileSync(join(process.cwd(), 'models/base.safetensors')));

async function main(): Promise<void> {
  const times = job === 'paint' ? await paint(Number(side)) : await train(Number(side));
  const peak = /VmHWM:\s+(\d+) kB/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1];
  process.stdout.write(`${JSON.stringify({ milliseconds: median(times), peak: Number(peak) * 1024 })}\n`);
  process.exit(0); // TensorFlow's threads would keep it
}

/** Encoder and decoder on one piece; the style code is there already. */
async function paint(size: number): Promise<number[]> {
  const network = await Network.open(weights, provider, 0, () => {}, runtimesFolder());
  if (network.provider !== provider) throw new Error(network.reports.map(({ reason }) => reason).join('; '));
  const data = Float32Array.from({ length: 3 * size * size }, (_, i) => (i % 997) / 997);
  const picture = { data, width: size, height: size };
  const modulations = await network.modulations(new Float32Array(256));
  return timed(async () => void (await network.decode(await network.encode(picture), modulations)));
}

/** One step of discriminator and generator, all that decodes being trained, with a small judge. */
async function train(size: number): Promise<number[]> {
  const setting = smallSetting(weights, size);
  const program = await (await openExecutor(provider, 0, runtimesFolder())).compile(stepGraph(setting, true));
  const feeds = feedsFor(setting);
  return timed(async () => void (await program.run(feeds)));
}

/** Of all rounds but the first, which compiles. */
async function timed(work: () => Promise<void>): Promise<number[]> {
  const times: number[] = [];
  for (let round = 0; round <= Number(rounds); round++) {
    const started = performance.now();
    await work();
    times.push(performance.now() - started);
  }
  return times.slice(1);
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[values.length >> 1]!;
}

void main().catch(({ message }: Error) => {
  process.stdout.write(`${JSON.stringify({ problem: message.split('\n')[0] })}\n`);
  process.exit(0);
});

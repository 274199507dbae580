import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { draw, ROOT, tempFolder } from '../support';

let folder: string;
beforeAll(async () => {
  folder = await tempFolder();
  await draw(join(folder, 'waves.png'));
});

/** The command line as it is shipped. */
function stylize(...args: string[]): Promise<{ code: number; out: string }> {
  return new Promise((go) => {
    const options = { cwd: folder, env: { ...process.env, XDG_CACHE_HOME: join(folder, 'cache') } };
    const child = execFile(process.execPath, [join(ROOT, 'dist/cli.js'), ...args], options, (_, out) =>
      go({ code: child.exitCode!, out }),
    );
  });
}

describe('stylize explain', () => {
  it('writes one page that stands alone, and tells the figures', async () => {
    const { code, out } = await stylize('explain', 'waves.png', '--style', 'builtin:riso', '--out', 'why');
    expect(out).toMatch(/style reached -?\d+ %, structure kept \d+ %, by the /);
    expect(out).toContain('what did it');
    expect(code).toBe(0);
    const page = await readFile(join(folder, 'why/waves.png-explained.html'), 'utf8');
    const [, json] = /<script type="application\/json" id="explanation">(.*?)<\/script>/s.exec(page)!;
    const told = JSON.parse(json!);
    const shipped = 2 * (told.factors?.parts.length ?? 0) + (told.discriminator ? 2 : 0);
    expect(page.match(/src="data:image\/(webp|png);base64,/g)).toHaveLength(2 + 1 + 1 + 4 + 5 + shipped);
  });

  it('refuses a factor that there is not, and an amount out of range, before anything is read', async () => {
    for (const factor of ['contarst=1', 'contrast=2', 'contrast='])
      expect((await stylize('explain', 'waves.png', '--style', 'builtin:riso', '--factor', factor)).code).toBe(64);
  });

  it('says which picture is missing', async () => {
    const { code, out } = await stylize('explain', 'gone.png', '--style', 'builtin:riso', '--json');
    expect(code).toBe(1);
    expect(JSON.parse(out).problem).toMatchObject({ kind: 'missing', file: join(folder, 'gone.png') });
  });
});

describe('stylize strength', () => {
  it('names a strength for each picture', async () => {
    const { code, out } = await stylize('strength', 'waves.png', '--style', 'builtin:riso', '--reach', '0.2', '--json');
    const [first, last] = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(first).toMatchObject({ source: join(folder, 'waves.png'), status: 'done' });
    expect(first.strength).toBeGreaterThan(0);
    expect(last).toMatchObject({ summary: true, done: 1, failed: 0, reach: 0.2 });
    expect(code).toBe(0);
  });
});

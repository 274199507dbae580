import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, utimesSync, writeFileSync } from 'node:fs';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it } from 'vitest';
import { WorkspaceLock } from '../../../src/pipeline/workspaceLock';
import { tempFolder } from './workspace';

let folder: string;
const file = () => join(folder, '.stylize/lock');
beforeEach(() => {
  folder = tempFolder();
});

describe('the lock of a workspace', () => {
  it('is held by one at a time; the next is told by whom, and gets it after', async () => {
    const first = await WorkspaceLock.acquire(folder);
    const holders: string[] = [];
    let waiting = (): void => {};
    const told = new Promise<void>((go) => {
      waiting = go;
    });
    const onWait = (holder: string): void => {
      holders.push(holder);
      waiting();
    };
    let has = false;
    const second = WorkspaceLock.acquire(folder, { onWait }).then((lock) => {
      has = true;
      return lock;
    });
    await told;
    expect(has).toBe(false);
    await first!.release();
    await (await second)!.release();
    expect(holders).toEqual([`process ${process.pid} on ${hostname()}`]);
    expect(existsSync(join(folder, '.stylize'))).toBe(false);
  });

  it('leaves what else lies beside it', async () => {
    mkdirSync(join(folder, '.stylize'));
    writeFileSync(join(folder, '.stylize/state.json'), '');
    await (await WorkspaceLock.acquire(folder))!.release();
    expect(existsSync(join(folder, '.stylize/state.json'))).toBe(true);
  });

  it('of a process that was killed is taken over, by one of all that wait', async () => {
    mkdirSync(join(folder, '.stylize'));
    const dead = spawnSync(process.execPath, ['--version']).pid;
    writeFileSync(file(), JSON.stringify({ pid: dead, host: hostname() }));
    let holders = 0;
    let most = 0;
    await Promise.all(
      Array.from({ length: 8 }, async () => {
        const lock = await WorkspaceLock.acquire(folder);
        most = Math.max(most, ++holders);
        await new Promise((go) => setImmediate(go));
        holders--;
        await lock!.release();
      }),
    );
    expect(most).toBe(1);
  });

  it('of a living process on another machine is waited for, however old it is, until the signal', async () => {
    mkdirSync(join(folder, '.stylize'));
    writeFileSync(file(), JSON.stringify({ pid: 1, host: 'elsewhere' }));
    utimesSync(file(), 0, 0);
    const abort = new AbortController();
    const onWait = (holder: string): void => {
      expect(holder).toBe('process 1 on elsewhere');
      abort.abort();
    };
    expect(await WorkspaceLock.acquire(folder, { signal: abort.signal, onWait })).toBeUndefined();
    expect(readFileSync(file(), 'utf8')).toContain('elsewhere');
  });

  it('is not needed where none can be made, and does not bring back a folder that is gone', async () => {
    writeFileSync(join(folder, '.stylize'), 'a file where the folder should be');
    await (await WorkspaceLock.acquire(folder))!.release();
    const gone = join(folder, 'gone');
    await (await WorkspaceLock.acquire(gone))!.release();
    expect(existsSync(gone)).toBe(false);
  });
});

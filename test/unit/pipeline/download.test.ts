import { createHash } from 'node:crypto';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { type DownloadOptions, download } from '../../../src/pipeline/download';
import { EngineFailure } from '../../../src/pipeline/failure';

const BODY = Buffer.from(Array.from({ length: 300_000 }, (_, i) => (i * 7919) % 251));
const MD5 = createHash('md5').update(BODY).digest('hex');

describe('a download', () => {
  let folder: string;
  let file: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'stylize-download-'));
    file = join(folder, 'models', 'weights.h5');
    for (const name of ['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy']) vi.stubEnv(name, ''); // this machine's own
  });
  afterEach(() => {
    vi.unstubAllEnvs();
    rmSync(folder, { recursive: true, force: true });
  });

  const fetching = (url: string, more: Partial<DownloadOptions> = {}): Promise<void> =>
    download({ url, file, bytes: BODY.length, md5: MD5, ...more });
  const names = (): string[] => readdirSync(join(folder, 'models'));

  it('arrives whole, tells how far it is, and leaves nothing else behind', async () => {
    const progress: number[] = [];
    const url = await serving(ranged);
    await fetching(url, { progress: (done) => progress.push(done) });
    expect(readFileSync(file).equals(BODY)).toBe(true);
    expect(names()).toEqual(['weights.h5']);
    expect(progress.at(-1)).toBe(BODY.length);
    expect(progress).toEqual([...progress].sort((a, b) => a - b));
  });

  it('goes on where a broken connection ended it', async () => {
    const asked: (string | undefined)[] = [];
    const url = await serving((request, response) => {
      asked.push(request.headers.range);
      if (asked.length > 1) return ranged(request, response);
      response.writeHead(200, { 'content-length': BODY.length });
      response.write(BODY.subarray(0, 100_000));
      void vi.waitFor(() => expect(statSync(`${file}.part`).size).toBeGreaterThan(0)).then(() => response.destroy());
    });
    expect(await problemOf(fetching(url))).toMatchObject({ kind: 'unreadable', file: url });
    expect(names()).toEqual(['weights.h5.part']);
    const got = readFileSync(`${file}.part`).length;
    expect(got).toBeGreaterThan(0);
    const progress: number[] = [];
    await fetching(url, { progress: (done) => progress.push(done) });
    expect(asked).toEqual([undefined, `bytes=${got}-`]);
    expect(progress[0]).toBeGreaterThan(got);
    expect(readFileSync(file).equals(BODY)).toBe(true);
  });

  it('begins anew where the server knows no ranges', async () => {
    const url = await serving((_, response) => response.end(BODY));
    await fetching(url).then(() => rmSync(file));
    writeFileSync(`${file}.part`, BODY.subarray(0, 5000));
    await fetching(url);
    expect(readFileSync(file).equals(BODY)).toBe(true);
  });

  it('stops when it is cancelled, and keeps what has come', async () => {
    const cancel = new AbortController();
    const url = await serving((_, response) => {
      response.writeHead(200, { 'content-length': BODY.length });
      response.write(BODY.subarray(0, 50_000)); // and then nothing
    });
    const ended = problemOf(fetching(url, { signal: cancel.signal }));
    await vi.waitFor(() => expect(statSync(`${file}.part`).size).toBeGreaterThan(0), { timeout: 30_000 });
    cancel.abort();
    expect(await ended).toMatchObject({ kind: 'cancelled', cause: 'it was cancelled' });
    expect(names()).toEqual(['weights.h5.part']);
  });

  it('refuses another file, and does not keep it', async () => {
    const other = Buffer.from(BODY).fill(0, 17, 18);
    const url = await serving((_, response) => response.end(other));
    expect(await problemOf(fetching(url))).toMatchObject({ cause: expect.stringContaining('checksum') });
    expect(names()).toEqual([]);
  });

  it('refuses a longer file before it fills the disk', async () => {
    const url = await serving((_, response) => response.end(Buffer.concat([BODY, BODY])));
    expect(await problemOf(fetching(url))).toMatchObject({ cause: expect.stringContaining('longer than') });
  });

  it('refuses a file that ends too soon, whatever its length was said to be', async () => {
    const url = await serving((_, response) => response.end(BODY.subarray(0, 10)));
    expect(await problemOf(fetching(url))).toMatchObject({
      cause: expect.stringContaining('after 10 of 300000 bytes'),
    });
  });

  it.each([
    [404, /no such file/],
    [407, /name and a password/],
    [503, /answered with 503/],
  ])('says what a %i means', async (status, cause) => {
    const url = await serving((_, response) => response.writeHead(status).end());
    expect((await problemOf(fetching(url))).cause).toMatch(cause);
  });

  it('says that a server can not be reached, and what to check', async () => {
    const problem = await problemOf(fetching('http://127.0.0.1:1/weights.h5'));
    expect(problem.cause).toMatch(/can't be reached .*ECONNREFUSED/);
    expect(problem.remedy).toMatch(/proxy/);
  });

  it('follows redirections, but not for ever', async () => {
    const url = await serving(ranged);
    const other = await serving((_, response) => response.writeHead(302, { location: url }).end());
    await fetching(other);
    expect(readFileSync(file).equals(BODY)).toBe(true);
    const circle = await serving((_, response) => response.writeHead(302, { location: '/again' }).end());
    expect((await problemOf(fetching(circle, { file: `${file}2` }))).cause).toMatch(/answered with 302/);
  });

  it('goes through the proxy that is set, or that the environment names', async () => {
    const url = await serving(ranged);
    const { address, tunnels } = await proxying();
    await fetching(url, { proxy: address });
    expect(tunnels).toEqual([new URL(url).host]);
    vi.stubEnv('HTTP_PROXY', address);
    vi.stubEnv('http_proxy', address);
    vi.stubEnv('NO_PROXY', '');
    vi.stubEnv('no_proxy', '');
    await fetching(url, { file: `${file}2` });
    expect(tunnels).toHaveLength(2);
  });
});

/** Answers as a server that knows ranges. */
function ranged(request: IncomingMessage, response: Parameters<RequestListener>[1]): void {
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  response.writeHead(from > 0 ? 206 : 200, { 'content-length': BODY.length - from });
  response.end(BODY.subarray(from));
}

async function serving(listener: RequestListener): Promise<string> {
  return `${await listening(createServer(listener))}/weights.h5`;
}

/** A proxy that tunnels, and remembers where to. */
async function proxying(): Promise<{ address: string; tunnels: string[] }> {
  const tunnels: string[] = [];
  const server = createServer();
  server.on('connect', (request, client) => {
    tunnels.push(request.url!);
    const { hostname, port } = new URL(`http://${request.url}`);
    const target = connect(Number(port), hostname, () => {
      client.write('HTTP/1.1 200 OK\r\n\r\n');
      target.pipe(client).pipe(target);
    });
    for (const socket of [target, client]) socket.on('error', () => {});
  });
  return { address: await listening(server), tunnels };
}

async function listening(server: Server): Promise<string> {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function problemOf(promise: Promise<unknown>) {
  const error = await promise.then(
    () => new Error('it did not fail'),
    (reason: unknown) => reason,
  );
  if (error instanceof EngineFailure) return error.problem;
  throw error;
}

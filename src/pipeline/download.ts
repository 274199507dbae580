import { createHash } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdir, open, rename, rm, stat } from 'node:fs/promises';
import http from 'node:http';
import https from 'node:https';
import { dirname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { HttpsProxyAgent } from 'https-proxy-agent';
import { getProxyForUrl } from 'proxy-from-env';
import { unwritable } from '../shared/unwritable';
import { EngineFailure } from './failure';

export interface DownloadOptions {
  url: string;
  /** Absolute path; the file appears there whole and checked, or not at all. What has come so far lies beside it, as `.part`. */
  file: string;
  /** What it has to be: its length in bytes, and its MD5 in hex. */
  bytes: number;
  md5: string;
  /** Address of a proxy; if left out or empty, that of HTTPS_PROXY, HTTP_PROXY and NO_PROXY. */
  proxy?: string | undefined;
  signal?: AbortSignal | undefined;
  /** Called as bytes come, those of former attempts among them. */
  progress?(done: number, total: number): void;
}

/**
 * Fetches a file of known content. An attempt that was interrupted is gone on with where it ended.
 * @throws EngineFailure when it can't be had, is another file, can't be written, or was cancelled
 */
export async function download(options: DownloadOptions): Promise<void> {
  const part = `${options.file}.part`;
  try {
    await mkdir(dirname(part), { recursive: true });
    if ((await sizeOf(part)) > options.bytes) await rm(part);
    if ((await sizeOf(part)) < options.bytes) await fetchInto(part, options);
    await check(part, options);
    await rename(part, options.file);
  } catch (error) {
    throw failure(error, options);
  }
}

async function fetchInto(part: string, options: DownloadOptions): Promise<void> {
  const { bytes, signal, progress } = options;
  const had = await sizeOf(part);
  const response = await respond(options.url, had, options);
  const from = response.statusCode === 206 ? had : 0; // a server that knows no ranges sends all of it again
  let done = from;
  const disk = createWriteStream(part, { flags: from > 0 ? 'a' : 'w' });
  const counted = async function* (chunks: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
    for await (const chunk of chunks) {
      done += chunk.length;
      if (done > bytes) throw new Refusal(`it is longer than the ${bytes} bytes it should have`, OTHER_FILE);
      progress?.(done, bytes);
      yield chunk;
    }
  };
  await pipeline(response, counted, disk, signal ? { signal } : {});
  const handle = await open(part, 'r+');
  await handle.sync().finally(() => handle.close());
}

/** The answer to a request for what is missing, after redirections. */
async function respond(url: string, from: number, options: DownloadOptions, hops = 5): Promise<http.IncomingMessage> {
  const response = await request(url, from, options);
  const { statusCode = 0, headers } = response;
  if (statusCode === 200 || statusCode === 206) return response;
  response.destroy();
  if (statusCode >= 300 && statusCode < 400 && headers.location && hops > 0)
    return respond(new URL(headers.location, url).href, from, options, hops - 1);
  if (statusCode === 404) throw new Refusal('the server has no such file (404)', OTHER_WAY);
  if (statusCode === 407) throw new Refusal('the proxy wants a name and a password (407)', PROXY);
  throw new Refusal(`the server answered with ${statusCode}`, `Try again later. ${OTHER_WAY}`);
}

function request(url: string, from: number, { proxy, signal }: DownloadOptions): Promise<http.IncomingMessage> {
  const through = proxy || getProxyForUrl(url);
  const { get } = url.startsWith('https:') ? https : http;
  return new Promise((resolve, reject) => {
    const asked = get(
      url,
      {
        headers: { 'user-agent': 'stylize', ...(from > 0 && { range: `bytes=${from}-` }) },
        ...(through && { agent: new HttpsProxyAgent(through) }),
        ...(signal && { signal }),
      },
      resolve,
    );
    asked.on('error', reject);
    asked.setTimeout(SILENCE, () => asked.destroy(new Refusal('the server fell silent', 'Try again.')));
  });
}

/** Milliseconds without a byte after which a connection is given up. */
const SILENCE = 60_000;

/** A part that is whole and wrong is of no use: the next attempt begins anew. */
async function check(part: string, { bytes, md5 }: DownloadOptions): Promise<void> {
  const got = await sizeOf(part);
  if (got < bytes)
    throw new Refusal(`the connection ended after ${got} of ${bytes} bytes`, 'Try again: it goes on there.');
  const hash = createHash('md5');
  await pipeline(createReadStream(part), hash);
  if (hash.digest('hex') === md5) return;
  await rm(part);
  throw new Refusal('what came is not the published file: its checksum differs', OTHER_FILE);
}

async function sizeOf(path: string): Promise<number> {
  return (await stat(path).catch(() => undefined))?.size ?? 0;
}

/** Why there is no file, with what to do about it. */
class Refusal extends Error {
  constructor(
    cause: string,
    readonly remedy: string,
  ) {
    super(cause);
  }
}

const OTHER_FILE =
  'Something between here and there changes it, or the address is wrong; try again, or another network.';
const OTHER_WAY = 'Download it by other means, and name the file with --from.';
const PROXY = 'Put them into HTTPS_PROXY, as http://name:password@host:port, or into http.proxy in VS Code.';

function failure(error: unknown, { url, file, signal }: DownloadOptions): EngineFailure {
  if (error instanceof EngineFailure) return error;
  if (signal?.aborted)
    return new EngineFailure({
      kind: 'cancelled',
      file: url,
      cause: 'it was cancelled',
      remedy: 'What has come is kept.',
    });
  const { code, message, path } = error as NodeJS.ErrnoException;
  if (path !== undefined || code === 'ENOSPC') return new EngineFailure(unwritable(file, code));
  const remedy = error instanceof Refusal ? error.remedy : `Check the network and the proxy settings. ${OTHER_WAY}`;
  const cause = error instanceof Refusal ? message : `it can't be reached (${message || code})`;
  return new EngineFailure({ kind: 'unreadable', file: url, cause, remedy });
}

import { existsSync, readdirSync, readFileSync } from 'node:fs';

export interface ProcessInfo {
  pid: number;
  parent: number;
  command: string;
  /** Resident memory, bytes. */
  resident: number;
}

/** All processes below one, nearest first; none where the system has no /proc to read them from. */
export function descendantsOf(pid: number): ProcessInfo[] {
  const all = existsSync('/proc') ? readdirSync('/proc').flatMap(read) : [];
  const childrenOf = (parent: number): ProcessInfo[] => all.filter((info) => info.parent === parent);
  const found = childrenOf(pid);
  for (const { pid } of found) found.push(...childrenOf(pid));
  return found;
}

export function isEngine({ command }: ProcessInfo): boolean {
  return /dist\/engine\.js$/.test(command);
}

export function isExtensionHost({ command }: ProcessInfo): boolean {
  return command.includes('--type=extensionHost');
}

function read(entry: string): ProcessInfo[] {
  if (!/^\d+$/.test(entry)) return [];
  try {
    const status = readFileSync(`/proc/${entry}/status`, 'utf8');
    const numberOf = (key: string): number => Number(new RegExp(`^${key}:\\s+(\\d+)`, 'm').exec(status)?.[1] ?? 0);
    const command = readFileSync(`/proc/${entry}/cmdline`, 'utf8').replaceAll('\0', ' ').trim();
    return [{ pid: Number(entry), parent: numberOf('PPid'), command, resident: numberOf('VmRSS') * 1024 }];
  } catch {
    return []; // it ended while it was looked at
  }
}

/** A number of bytes as people say it, in powers of 1000: 900 → "900 bytes", 41_200 → "41 kB", 2e9 → "2.0 GB". */
export function formatBytes(bytes: number): string {
  const whole = Math.round(bytes);
  if (whole < 1000) return `${whole} ${whole === 1 ? 'byte' : 'bytes'}`;
  const step = UNITS.findIndex((_, power) => whole / 1000 ** (power + 1) < 999.5);
  const power = step < 0 ? UNITS.length : step + 1;
  const value = whole / 1000 ** power;
  return `${power > 1 && value < 99.95 ? value.toFixed(1) : Math.round(value)} ${UNITS[power - 1]}`;
}

/** "5GB", "1.5 TB" or "500 mb" in bytes; undefined for what is no size. A number alone has no unit, and is none. */
export function parseBytes(text: string): number | undefined {
  const [, value, unit] = /^\s*(\d+(?:\.\d+)?)\s*([kmgt]?b)\s*$/i.exec(text) ?? [];
  if (value === undefined || unit === undefined) return undefined;
  const power = ['b', ...UNITS.map((name) => name.toLowerCase())].indexOf(unit.toLowerCase());
  return Math.round(Number(value) * 1000 ** power);
}

const UNITS = ['kB', 'MB', 'GB', 'TB'];

/** A time span as short as it can be said: 90 → "90 ms", 2345 → "2.3 s", 75000 → "1 min 15 s", 7500000 → "2 h 5 min". */
export function duration(milliseconds: number): string {
  // rounded before it is compared: else there are 1000 ms, 60.0 s and 1 min 60 s
  const whole = Math.round(milliseconds);
  if (whole < 1000) return `${whole} ms`;
  const tenths = Math.round(whole / 100);
  if (tenths < 600) return `${(tenths / 10).toFixed(1)} s`;
  const seconds = Math.round(whole / 1000);
  if (seconds < 3600) return `${Math.floor(seconds / 60)} min ${seconds % 60} s`;
  const minutes = Math.round(whole / 60_000);
  return `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}

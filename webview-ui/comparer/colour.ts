/** Red, green, blue and alpha, each 0 to 255. */
export type Rgba = readonly [number, number, number, number];

/** `#rrggbb`, or `#rrggbbaa` where it is not opaque. */
export function formatHex([red, green, blue, alpha]: Rgba): string {
  const channels = alpha === 255 ? [red, green, blue] : [red, green, blue, alpha];
  return `#${channels.map((channel) => channel.toString(16).padStart(2, '0')).join('')}`;
}

/** `rgba(r, g, b, a)` with alpha from 0 to 1, in two digits at most. */
export function formatRgba([red, green, blue, alpha]: Rgba): string {
  return `rgba(${red}, ${green}, ${blue}, ${Math.round((alpha / 255) * 100) / 100})`;
}

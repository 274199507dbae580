/** What is trained when: little at first, which pays at once, and everything in the end. */
export interface Phase {
  name: 'code' | 'adapters' | 'all';
  /** Of the time or of the steps. */
  until: number;
  /** Whether a weight of the generator is trained; the code always is. */
  trains(weight: string): boolean;
  /** Rates at the beginning of the phase; see `rateOf`. */
  rates: Record<'code' | 'modulations' | 'weights', number>;
  /** Whether the discriminator plays. */
  adversarial: boolean;
}

/**
 * The code alone; then adapters, which are the modulations of each stage (the mapping's biases) and the convolutions' biases
 * (Ben Zaken et al. 2022, 2106.10199); then all weights of the decoder. What looks at pictures stays the base
 * model's, so that a picture is looked at once for all styles. What lasts no minute stays with adapters.
 */
export function planPhases(minutes: number): Phase[] {
  const adapters = (weight: string) => /^(mapping\.stages|decoder)\..*bias$/.test(weight);
  const all = (weight: string) => adapters(weight) || /^decoder\./.test(weight);
  const short = minutes < 1;
  return [
    {
      name: 'code',
      until: short ? 0.3 : 0.05,
      trains: () => false,
      rates: { code: 3e-3, modulations: 0, weights: 0 },
      adversarial: false,
    },
    {
      name: 'adapters',
      until: short ? 1 : 0.15,
      trains: adapters,
      rates: { code: 1e-3, modulations: 1e-2, weights: 4e-3 },
      adversarial: false,
    },
    {
      name: 'all',
      until: 1,
      trains: all,
      rates: { code: 3e-4, modulations: 1e-2, weights: 6e-4 },
      adversarial: true,
    },
  ];
}

/** The rate of a trained tensor: what modulates whole channels bears, and needs, steps many times as long as single weights do. */
export const rateOf = ({ rates }: Phase, name: string): number =>
  name === 'code' ? rates.code : name.startsWith('mapping.') ? rates.modulations : rates.weights;

/** Rates fall along a cosine to a fiftieth. @param progress of the whole training, 0…1 */
export const fallOff = (progress: number): number =>
  0.02 + 0.98 * 0.5 * (1 + Math.cos(Math.PI * Math.min(1, progress)));

/**
 * Does work for each item, so many at a time; a queue of ten thousand promises would take longer than most of the work.
 * Rejects with the first failure.
 * @returns the results in the order of the items
 */
export async function mapAtOnce<T, R>(items: readonly T[], most: number, work: (item: T) => Promise<R>): Promise<R[]> {
  const results: R[] = new Array(items.length);
  let next = 0;
  const worker = async (): Promise<void> => {
    while (next < items.length) {
      const index = next++;
      results[index] = await work(items[index]!);
    }
  };
  await Promise.all(Array.from({ length: Math.min(most, items.length) }, worker));
  return results;
}

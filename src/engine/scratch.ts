/**
 * Memory that every tile uses again: touching fresh pages costs as much time as the work on them. What was taken under a
 * name is valid until that name is taken again.
 */
export class Scratch {
  private readonly buffers = new Map<string, Float32Array>();

  /** `length` numbers of any value. */
  take(name: string, length: number): Float32Array {
    let buffer = this.buffers.get(name);
    if (!buffer || buffer.length < length) {
      buffer = new Float32Array(length);
      this.buffers.set(name, buffer);
    }
    return buffer.subarray(0, length);
  }
}

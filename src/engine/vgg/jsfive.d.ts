/** What the project uses of jsfive, which has no types of its own. */
declare module 'jsfive' {
  export class Group {
    readonly attrs: Record<string, unknown>;
    readonly keys: string[];
    /** By its path, with slashes; undefined or an error where there is none. */
    get(path: string): Group | Dataset | undefined;
  }

  export class Dataset {
    readonly shape: number[];
    /** Row by row, whatever the type. */
    readonly value: ArrayLike<number>;
  }

  export class File extends Group {
    constructor(bytes: ArrayBuffer, name?: string);
  }
}

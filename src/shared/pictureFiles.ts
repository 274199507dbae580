/** Extensions of the pictures that can be read. */
export const PICTURE_EXTENSIONS = ['png', 'jpg', 'jpeg', 'webp', 'avif', 'tif', 'tiff', 'gif', 'svg'] as const;

/** Whether a file is a picture by its name. */
export function isPicture(path: string): boolean {
  return (PICTURE_EXTENSIONS as readonly string[]).includes(path.slice(path.lastIndexOf('.') + 1).toLowerCase());
}

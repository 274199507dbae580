import { el } from '../dom';

/**
 * A picture with CORS, or its pixels could not be read; without where that is refused, since it should be shown in any case.
 * Decoded at once when it is seen: no side may be seen later than the other.
 */
export function createPicture(uri: string, alt: string): HTMLImageElement {
  const image = el('img', { crossorigin: 'anonymous', src: uri, alt, draggable: 'false', decoding: 'sync' });
  const again = () => {
    image.removeAttribute('crossorigin');
    image.src = uri;
  };
  image.addEventListener('error', again, { once: true });
  return image;
}

/** Resolves once the picture is decoded, or is known to be none. */
export async function whenDecoded(image: HTMLImageElement): Promise<void> {
  await new Promise<void>((resolve) => {
    const isFinal = () => image.complete && (image.naturalWidth > 0 || image.crossOrigin === null);
    const look = () => isFinal() && resolve();
    // `createPicture` hears of an error first, and tries again
    for (const event of ['load', 'error']) image.addEventListener(event, look);
    look();
  });
  await image.decode().catch(() => {});
}

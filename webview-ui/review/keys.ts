import type { ReviewActions } from './verdictBar';

/**
 * What handles the keys of a review, and says whether it was one.
 * @param large whether a picture is shown large, where U tunes
 */
export function createReviewKeys(actions: ReviewActions, large: boolean): (event: KeyboardEvent) => boolean {
  const keys: Record<string, () => void> = {
    a: actions.accept,
    r: actions.reject,
    n: actions.note,
    Backspace: actions.takeBack,
    ...(large ? {} : { u: actions.takeBack }),
  };
  return ({ key, ctrlKey, metaKey, altKey }) => {
    if (ctrlKey || metaKey || altKey) return false;
    const name = key.length === 1 ? key.toLowerCase() : key;
    const action = Object.hasOwn(keys, name) ? keys[name] : undefined;
    action?.();
    return action !== undefined;
  };
}

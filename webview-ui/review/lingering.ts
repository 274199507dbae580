/**
 * Tells what came in sight once it has stayed there for a moment, and what of it went: nothing that flashes by. What is there
 * at first is told at once.
 * @returns to be called with all that is in sight, whenever that may have changed
 */
export function createLingering(
  told: (came: string[], went: string[]) => void,
): (inSight: ReadonlySet<string>) => void {
  /** Of all in sight, with whom they came. */
  const there = new Map<string, string[]>();
  const known = new Set<string>();
  return (inSight) => {
    const isFirst = there.size === 0;
    const went = [...there.keys()].filter((name) => !inSight.has(name));
    for (const name of went) there.delete(name);
    const left = went.filter((name) => known.delete(name));
    if (left.length > 0) told([], left);

    const batch = [...inSight].filter((name) => !there.has(name));
    for (const name of batch) there.set(name, batch);
    const tell = () => {
      const came = batch.filter((name) => there.get(name) === batch);
      for (const name of came) known.add(name);
      if (came.length > 0) told(came, []);
    };
    if (isFirst) tell();
    else if (batch.length > 0) setTimeout(tell, MOMENT);
  };
}

/** Milliseconds. */
const MOMENT = 100;

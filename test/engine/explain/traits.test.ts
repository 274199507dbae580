import { expect, it } from 'vitest';
import { traitsOf } from '../../../src/engine/explain/traits';
import { readReference } from '../../../src/engine/pictures/read';
import { BUILTIN_STYLES } from '../../../src/shared/builtinStyles';
import { builtin } from './explaining';

it.each(BUILTIN_STYLES)('$id has the traits that are told of it', async ({ id, traits }) => {
  const measured = traitsOf(await readReference(builtin(id), 256));
  for (const [trait, value] of Object.entries(traits))
    expect(measured[trait as keyof typeof traits], trait).toBeCloseTo(value, 1);
});

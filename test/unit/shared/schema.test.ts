import { readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { manifestJsonSchema } from '../../../src/shared/manifestJsonSchema';

const file = new URL('../../../media/stylize.schema.json', import.meta.url);

type Schema = { [key: string]: unknown; properties?: Record<string, Schema> };

describe('the JSON schema for editors', () => {
  it('is the schema of the source (UPDATE_SCHEMA=1 writes it anew)', () => {
    const text = `${JSON.stringify(manifestJsonSchema(), undefined, 2)}\n`;
    if (process.env.UPDATE_SCHEMA === '1') writeFileSync(file, text);
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('describes every key, for the hover', () => {
    const undescribed: string[] = [];
    const visit = (schema: unknown, path: string) => {
      if (typeof schema !== 'object' || schema === null) return;
      for (const [key, property] of Object.entries((schema as Schema).properties ?? {})) {
        if (typeof property.description !== 'string') undescribed.push(`${path}.${key}`);
      }
      for (const [key, value] of Object.entries(schema)) visit(value, `${path}.${key}`);
    };
    visit(manifestJsonSchema(), '');
    expect(undescribed).toEqual([]);
  });

  it('asks for draft 7 and allows comments and trailing commas, as the parser does', () => {
    expect(manifestJsonSchema()).toMatchObject({
      $schema: 'http://json-schema.org/draft-07/schema#',
      allowComments: true,
      allowTrailingCommas: true,
      required: ['version'],
    });
  });
});

import { z } from 'zod';
import { manifestSchema } from './manifest';

/**
 * The manifest's JSON schema, draft 7, for editors: what VS Code's JSON language service validates, completes and shows
 * on hover. `media/stylize.schema.json` is this, written down.
 */
export function manifestJsonSchema(): object {
  const { $schema, ...schema } = z.toJSONSchema(manifestSchema, { target: 'draft-7', io: 'input' });
  return { $schema, ...EDITOR_HINTS, ...schema };
}

/** Keywords of VS Code's JSON language service; other validators pass over them. */
const EDITOR_HINTS = {
  allowComments: true,
  allowTrailingCommas: true,
  defaultSnippets: [
    {
      label: 'A new manifest',
      description: 'One style for all pictures of a folder.',
      // biome-ignore-start lint/suspicious/noTemplateCurlyInString: the placeholders are those of snippets.
      body: {
        version: 1,
        styles: { '${1:ink}': { reference: '${2:styles/ink.png}' } },
        assets: [{ input: '${3:art}/**/*.{png,jpg}', style: '${1:ink}', output: 'out/{dir}/{name}.{ext}' }],
      },
      // biome-ignore-end lint/suspicious/noTemplateCurlyInString: the placeholders are those of snippets.
    },
  ],
};

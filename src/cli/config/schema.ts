import { z } from 'zod';

const packSettings = z
  .strictObject({
    from: z.string().min(1).optional().describe('An own pack: a path (.ts, .js, .mjs, .json) relative to this file, or a package name.'),
    origins: z
      .array(z.url({ protocol: /^https?$/ }))
      .optional()
      .describe('Origins of this API, such as https://tao.example.com: calls to them belong to it.'),
    stage: z.string().min(1).optional().describe('Take one stage of a migration that has several, as --stage does.'),
    options: z
      .record(z.string(), z.union([z.boolean(), z.string()]))
      .optional()
      .describe('Options that the pack declares.'),
  })
  .describe('Settings of one pack.');

const globs = z.array(z.string().min(1));

/** The configuration file. Everything is optional. */
export const configSchema = z.strictObject({
  $schema: z.string().optional(),
  packs: z
    .record(
      z.string().regex(/^[a-z][a-z0-9-]*$/, 'a pack id has lower-case letters, digits and dashes'),
      z.union([z.boolean(), packSettings]),
    )
    .optional()
    .describe('Packs by id: `false` turns a shipped pack off, settings tune one or add an own one.'),
  include: globs.optional().describe('Globs of the files to read, relative to the working directory; default: all.'),
  exclude: globs.optional().describe('Globs of files to leave out.'),
});

/** What `defineConfig` takes. */
export type Config = z.input<typeof configSchema>;

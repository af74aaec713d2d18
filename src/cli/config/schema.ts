import { z } from 'zod';
import type { Pack } from '../../pack/model.js';
import { fields } from '../../pack/schema/json.js';

const METHODS = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE', 'HEAD', 'OPTIONS'] as const;

const inlinePack = z
  .custom<Pack>((value) => typeof value === 'object' && value !== null && !Array.isArray(value), 'must be a path, a package name or a pack')
  .meta({ $ref: 'pack.schema.json' });

const packSettings = fields({
  from: z
    .union([z.string().min(1), inlinePack], 'must be a path, a package name or a pack')
    .optional()
    .describe('An own pack: a path (.ts, .js, .mjs, .json) relative to this file, a package name, or the pack itself.'),
  origins: z
    .array(z.url({ protocol: /^https?$/, error: 'must be an origin such as https://tao.example.com' }))
    .optional()
    .describe('Origins of this API, such as https://tao.example.com: calls to them belong to it.'),
  stage: z.string().min(1).optional().describe('Take one stage of a migration that has several, as --stage does.'),
  options: z
    .record(z.string(), z.union([z.boolean(), z.string()]))
    .optional()
    .describe('Options that the pack declares.'),
}).describe('Settings of one pack.');

const position = z.int().min(0);

const wrapper = fields({
  module: z.string().min(1).describe('Package, as code imports it.'),
  name: z.string().min(1).optional().describe('Name that it exports, dots between members, such as http.get; default: the package itself.'),
  method: z
    .union([z.enum(METHODS), position], `must be one of ${METHODS.join(', ')}, or the position of an argument`)
    .optional()
    .describe('HTTP method, or the position of the argument that says it; default GET.'),
  url: position.optional().describe('Position of the argument with the URL or path; default 0.'),
  base: z.string().min(1).optional().describe('What the wrapper puts before the path, such as /api/v1.'),
  body: position.optional().describe('Position of the argument with the body.'),
  query: position.optional().describe('Position of the argument with the query parameters.'),
  headers: position.optional().describe('Position of the argument with the headers.'),
  answer: z
    .enum(['body', 'fetch', 'axios'])
    .optional()
    .describe('What it gives: the parsed body, a response as fetch gives it, or one as axios does; default body.'),
}).describe('A function of a package that sends requests, whose code cannot be seen.');

const globs = z.array(z.string().min(1));

const model = fields({
  module: z.string().min(1).describe('Package, as code imports it.'),
  name: z.string().min(1).optional().describe('Name that it exports, dots between members; absent: the package itself.'),
  gives: z
    .enum(['argument', 'result', 'merged', 'formatted', 'path', 'encoded', 'member', 'instance'])
    .describe('What a call gives: its first argument, what the function gives that is its first argument, all arguments merged, ….'),
  under: z.string().min(1).optional().describe('Member under which the call gives it.'),
  wins: z.enum(['first', 'last']).optional().describe('Of a name that several merged objects have, the one that wins; default last.'),
});

const allowance = fields({
  rules: globs.optional().describe('Globs over the rules of the calls that it holds for, such as tao/*; default: all.'),
  paths: globs
    .optional()
    .describe('Fields of v2 answers: $.data.took for one place, took for any. What stands there may differ or be missing.'),
  headers: globs.optional().describe('Header fields of v2 answers that may differ.'),
  within: z
    .union([z.number().min(0), z.string().regex(/^\d+(\.\d+)?\s?%$/)], 'must be a number from 0 or a share such as "1%"')
    .optional()
    .describe('Only numbers may differ, and by no more than this, or than this share of the recorded one.'),
  anyOrder: z.boolean().optional().describe('Only the order of lists may differ.'),
  reason: z.string().min(1).optional().describe('Why; it stands in the reports.'),
}).describe('What may differ between the answers of v1 and v2.');

/** The configuration file. Everything is optional. */
export const configSchema = fields({
  $schema: z.string().optional(),
  packs: z
    .record(
      z.string().regex(/^[a-z][a-z0-9-]*$/, 'a pack id has lower-case letters, digits and dashes'),
      z.union([z.boolean(), packSettings]),
    )
    .optional()
    .describe('Packs by id: `false` turns a shipped pack off, settings tune one or add an own one.'),
  wrappers: z
    .array(wrapper)
    .optional()
    .describe('Functions of packages that send requests; those in your own code are found by themselves.'),
  models: z
    .array(model)
    .optional()
    .describe('What functions of packages do with the values that they are given; those of well-known packages are known.'),
  overrides: z
    .array(
      fields({
        files: globs.describe('Globs of files, relative to the working directory.'),
        ignore: globs.describe('Globs over rule ids that are left alone in these files, such as tao/*.'),
        reason: z.string().min(1).optional().describe('Why; it stands in the reports.'),
      }),
    )
    .optional()
    .describe('Rules that are left alone in some directories.'),
  requireReason: z.boolean().optional().describe('Comments that suppress a finding must say why; one that does not is a finding.'),
  verify: fields({ allow: z.array(allowance).optional().describe('Differences that verify accepts.') })
    .optional()
    .describe('Settings of verify.'),
  include: globs.optional().describe('Globs of the files to read, relative to the working directory; default: all.'),
  exclude: globs.optional().describe('Globs of files to leave out.'),
});

/** What `defineConfig` takes. */
export type Config = z.input<typeof configSchema>;

import { z } from 'zod';
import type { Base, Pack, PackOption, Resource } from '../model.js';
import { endpoint, fields, sameTypes, text } from './json.js';
import { rule } from './rule.js';

const prefix = z.string().regex(/^(?:\/[^/\s?#{}]+)+$/, 'must be a path such as "/api/v1", without a slash at its end');

const base = fields({ v1: z.union([prefix, z.array(prefix).min(1)]), v2: prefix }).meta({ id: 'Base' });
sameTypes<z.infer<typeof base>, Base>(true);

const resource = fields({ create: endpoint, id: text }).meta({ id: 'Resource' });
sameTypes<z.infer<typeof resource>, Resource>(true);

const option = fields({ description: text, default: z.union([z.boolean(), z.string()]) }).meta({ id: 'PackOption' });
sameTypes<z.infer<typeof option>, PackOption>(true);

/** The shape of a pack; what a shape cannot say is checked in `check/`. */
export const packSchema = fields({
  $schema: z.string().exactOptional(),
  id: z.string().regex(/^[a-z0-9]+(?:-[a-z0-9]+)*$/, 'must be lower-case letters and digits with hyphens between, such as "acme-billing"'),
  title: text,
  guide: fields({ title: text, url: text.exactOptional() }),
  base,
  evidence: fields({
    hosts: z.array(text).exactOptional(),
    distinct: z.boolean().exactOptional(),
    bodyFields: z.array(text).exactOptional(),
  }),
  resources: z.record(z.string(), resource).exactOptional(),
  errorFields: z.array(text).exactOptional(),
  queries: z.array(endpoint).exactOptional(),
  effects: z.record(endpoint, z.array(endpoint)).exactOptional(),
  phases: z.record(z.string(), text).exactOptional(),
  options: z.record(z.string(), option).exactOptional(),
  rules: z.array(rule),
  stages: z.record(z.string(), fields({ base, rules: z.array(rule) })).exactOptional(),
}).meta({ id: 'Pack' });
sameTypes<z.infer<typeof packSchema>, Pack>(true);

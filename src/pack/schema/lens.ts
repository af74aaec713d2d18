import { z } from 'zod';
import type { Conversion, Derived, FromParameter, Json, Lens, LensOp } from '../model.js';
import { fields, json, jsonObject, sameTypes, text } from './json.js';

const conversion = z
  .discriminatedUnion('to', [
    fields({ to: z.literal('number') }),
    fields({ to: z.literal('string') }),
    fields({ to: z.literal('boolean') }),
    fields({ to: z.literal('list'), separator: text.exactOptional(), of: z.literal('number').exactOptional() }),
    fields({ to: z.literal('lower-case') }),
    fields({ to: z.literal('iso-date-time') }),
    fields({
      to: z.literal('lookup'),
      prefixes: z.record(z.string(), json),
      otherwise: json.exactOptional(),
      option: text.exactOptional(),
    }),
    fields({ to: z.literal('replace'), values: z.array(z.tuple([json, json])) }),
    fields({ to: z.literal('pairs'), types: z.record(z.string(), z.enum(['number', 'number-list'])).exactOptional() }),
  ])
  .meta({ id: 'Conversion' });
sameTypes<z.infer<typeof conversion>, Conversion>(true);

const derived: z.ZodType<Derived> = fields({ from: text, with: conversion }).meta({ id: 'Derived' });
const fromParameter: z.ZodType<FromParameter> = fields({ parameter: text }).meta({ id: 'FromParameter' });

/** Any JSON, but what looks like a derived value must be one. */
const addedValue: z.ZodType<Json | Derived | FromParameter> = z.union([derived, fromParameter, json]);

/** A list of operations, applied from first to last. */
export const lens: z.ZodType<Lens> = z.lazy(() => z.array(operation)).meta({ id: 'Lens' });

const rule = text.exactOptional();

const operation = z
  .discriminatedUnion('op', [
    fields({ op: z.literal('add'), name: text, value: addedValue, rule }),
    fields({ op: z.literal('remove'), name: text, value: json.exactOptional(), rule }),
    fields({ op: z.literal('rename'), from: text, to: text, rule }),
    fields({ op: z.literal('hoist'), host: text, name: text, rule }),
    fields({ op: z.literal('plunge'), host: text, name: text, rule }),
    fields({ op: z.literal('wrap'), name: text, rule }),
    fields({ op: z.literal('head'), name: text, rule }),
    fields({ op: z.literal('in'), name: text, lens, rule }),
    fields({ op: z.literal('map'), lens, rule }),
    fields({ op: z.literal('convert'), name: text, with: conversion, rule }),
    fields({ op: z.literal('default'), name: text, value: json, rule }),
    fields({ op: z.literal('nest'), name: text, also: jsonObject.exactOptional(), rule }),
    fields({
      op: z.literal('unnest'),
      name: text,
      beside: z.array(text).exactOptional(),
      optional: z.boolean().exactOptional(),
      rule,
    }),
    fields({ op: z.literal('nest-when'), type: z.enum(['string', 'number', 'boolean', 'array']), name: text, rule }),
  ])
  .meta({ id: 'LensOp' });
sameTypes<z.infer<typeof operation>, LensOp>(true);

import { z } from 'zod';
import type { Json, JsonObject } from '../model.js';
import { nearestHint } from '../nearest.js';

/** True when two types are the same, optional members included. */
export type Same<A, B> = (<T>() => T extends Flat<A> ? 1 : 2) extends <T>() => T extends Flat<B> ? 1 : 2 ? true : false;

/** Members of an object type in one object, whatever it was put together from. */
type Flat<T> = T extends unknown ? { [Key in keyof T]: T[Key] } : never;

/** Compiles only when the types are the same: keeps a schema equal to its type in `model.ts`. */
export function sameTypes<A, B>(_same: Same<A, B>): void {}

export const json: z.ZodType<Json> = z.json().meta({ id: 'Json', description: 'Any JSON value.' });
export const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), json);

/** A text that is not empty. */
export const text = z
  .string()
  .min(1, 'must not be empty')
  .refine((value) => value !== '__proto__', 'there can be no field of this name');

/** An object with these fields and no others; a misspelt one is told which was meant. */
export function fields<Shape extends z.core.$ZodLooseShape>(shape: Shape): z.ZodObject<Shape, z.core.$strict> {
  const error: z.core.$ZodErrorMap = (issue) =>
    issue.code === 'unrecognized_keys' ? `there is no such field${nearestHint(issue.keys[0] ?? '', Object.keys(shape))}` : undefined;
  return z.strictObject(shape, { error });
}

export const endpoint = z
  .string()
  .regex(/^[A-Z]+ \/[^\s#]*$/, 'is no endpoint: expected "METHOD /path/{parameter}"')
  .meta({ id: 'Endpoint' });

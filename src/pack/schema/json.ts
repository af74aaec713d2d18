import { z } from 'zod';
import type { Json, JsonObject } from '../model.js';

/** True when two types are the same, optional members included. */
export type Same<A, B> = (<T>() => T extends Flat<A> ? 1 : 2) extends <T>() => T extends Flat<B> ? 1 : 2 ? true : false;

/** Members of an object type in one object, whatever it was put together from. */
type Flat<T> = T extends unknown ? { [Key in keyof T]: T[Key] } : never;

/** Compiles only when the types are the same: keeps a schema equal to its type in `model.ts`. */
export function sameTypes<A, B>(_same: Same<A, B>): void {}

export const json: z.ZodType<Json> = z.json().meta({ id: 'Json', description: 'Any JSON value.' });
export const jsonObject: z.ZodType<JsonObject> = z.record(z.string(), json);

/** A text that is not empty. */
export const text = z.string().min(1, 'must not be empty');

export const endpoint = z
  .string()
  .regex(/^[A-Z]+ \/[^\s#]*$/, 'is no endpoint: expected "METHOD /path/{hole}"')
  .meta({ id: 'Endpoint' });

/** A value of literals alone, as JSON can hold it. */
export type ConstantData = null | boolean | number | string | ConstantData[] | { [key: string]: ConstantData };

/** What is known of a value without running the program. */
export interface Shape {
  kind: 'object' | 'list' | 'string' | 'number' | 'boolean' | 'unknown';
  /** It may be null or undefined; always true when nothing is known. */
  optional: boolean;
  /** It may be null; always true when nothing is known. */
  nullable: boolean;
  /** What is known of a field: its shape, `null` when there is no such field, undefined when that is not known. */
  field(name: string): Shape | null | undefined;
}

const unknownField = (): undefined => undefined;

/** Nothing is known. */
export const UNKNOWN: Shape = { kind: 'unknown', optional: true, nullable: true, field: unknownField };

/** A value of a kind, always there, of whose fields nothing is known. */
export function scalar(kind: Shape['kind']): Shape {
  return { kind, optional: false, nullable: false, field: unknownField };
}

/** The same, or nothing. */
export function maybe(shape: Shape): Shape {
  return shape.optional ? shape : { ...shape, optional: true };
}

/** One of two values. */
export function either(a: Shape, b: Shape): Shape {
  return {
    kind: a.kind === b.kind ? a.kind : 'unknown',
    optional: a.optional || b.optional,
    nullable: a.nullable || b.nullable,
    field(name) {
      const fields = [a.field(name), b.field(name)];
      const known = fields.filter((field) => field !== undefined && field !== null);
      const [first, second] = known;
      if (first && second) return either(first, second);
      if (first) return maybe(first);
      return fields.every((field) => field === null) ? null : undefined;
    },
  };
}

/** How far names and types are followed. */
export const MAX_DEPTH = 12;

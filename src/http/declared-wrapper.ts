import type { Interpreter } from '../dataflow/interpreter.js';

/** A function of a package that sends requests, declared in the configuration because its code cannot be seen. */
export interface DeclaredWrapper {
  /** Package, as code imports it. */
  module: string;
  /** Name that it exports, dots between members, such as `http.get`; absent: the package itself. */
  name?: string | undefined;
  /** HTTP method, or the position of the argument that says it; default `GET`. */
  method?: string | number | undefined;
  /** Position of the argument with the URL or path; default 0. */
  url?: number | undefined;
  /** What the wrapper puts before the path, such as `/api/v1`. */
  base?: string | undefined;
  /** Positions of the arguments with the body, the query parameters and the headers. */
  body?: number | undefined;
  query?: number | undefined;
  headers?: number | undefined;
  /** What it gives: the parsed body, a response as `fetch` gives it, or one as axios does; default `body`. */
  answer?: 'body' | 'fetch' | 'axios' | undefined;
}

const declared = new WeakMap<Interpreter, readonly DeclaredWrapper[]>();

/** Makes the wrappers of the configuration known to the clients that an interpreter asks. */
export function declareWrappers(interpreter: Interpreter, wrappers: readonly DeclaredWrapper[]): void {
  declared.set(interpreter, wrappers);
}

/** Wrappers that the configuration declares. */
export function declaredWrappers(interpreter: Interpreter): readonly DeclaredWrapper[] {
  return declared.get(interpreter) ?? [];
}

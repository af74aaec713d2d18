import type { Interpreter } from '../../dataflow/interpreter.js';
import { mapValue, partsOf, type Ref, unknown, type AbstractValue } from '../../dataflow/value.js';
import { firstProperty, type HttpRequest, optional, propertyRef, type RequestBody } from './client.js';

/** Names of the options of a client. */
export interface OptionNames {
  query?: string[];
  headers?: string;
  /** Options that hold the body, with what they hold. */
  body: { [option: string]: RequestBody['encoding'] };
}

/** Reads query, headers and body from an options object. */
export function readOptions(
  options: Ref | undefined,
  names: OptionNames,
  interpreter: Interpreter,
): Pick<HttpRequest, 'query' | 'headers' | 'body' | 'options'> {
  const query = names.query?.map((name) => propertyRef(options, name, interpreter)).find((found) => found !== undefined);
  const body = bodyOf(options, names, interpreter);
  return {
    ...optional('query', query),
    ...optional('headers', propertyRef(options, names.headers ?? 'headers', interpreter)),
    ...optional('options', options),
    ...(body ? { body } : {}),
  };
}

function bodyOf(options: Ref | undefined, names: OptionNames, interpreter: Interpreter): RequestBody | undefined {
  for (const [name, encoding] of Object.entries(names.body)) {
    const ref = propertyRef(options, name, interpreter);
    if (ref) return { ref, encoding: encodingOf(ref, encoding, interpreter) };
  }
  return undefined;
}

/** An object where text is usual is sent as JSON, as long as it is no form. */
function encodingOf(ref: Ref, usual: RequestBody['encoding'], interpreter: Interpreter): RequestBody['encoding'] {
  if (usual !== 'text') return usual;
  const { kind } = interpreter.valueOf(ref.node, ref.env);
  return kind === 'search' ? 'form' : 'text';
}

/** Value of the first config that gives an option: of the call, of the instance, of those it extends. */
export function configured(refs: (Ref | undefined)[], names: string[], interpreter: Interpreter): Ref | undefined {
  return names.map((name) => firstProperty(refs, name, interpreter)).find((found) => found !== undefined);
}

/** Value of an option that holds a base URL; what is no text but something, such as a setting of the environment, is a placeholder. */
export function baseOf(ref: Ref, interpreter: Interpreter): AbstractValue {
  return mapValue(interpreter.valueOf(ref.node, ref.env), (option) =>
    partsOf(option) || option.kind === 'constant' ? option : unknown(ref.node, ref.env),
  );
}

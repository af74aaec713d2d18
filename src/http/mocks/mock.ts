import type { CallNode } from '../../project/nodes.js';
import type { Source } from '../../project/source.js';
import type { Classified } from '../call.js';
import type { HttpRequest } from '../clients/client.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import type { Environment, Ref, AbstractValue } from '../../dataflow/value.js';

/** A stand-in for the API in a test, as its library states it. */
export interface MockReading {
  /** Name of the library. */
  library: string;
  /** `answer`: stands in for the server; `expectation`: tests what is requested. */
  role: 'answer' | 'expectation';
  /** Undefined for any method. */
  method?: AbstractValue;
  methodRef?: Ref;
  /** URL or pattern; what a pattern leaves open is a placeholder. */
  url: AbstractValue;
  /** Where the URL or its path is written. */
  urlRef: Ref;
  /** Where the status of the answer is written. */
  status?: Ref;
  /** Where the body of the answer is written. */
  body?: Ref;
  /** Where the query parameters that it waits for are written, beside the URL. */
  query?: Ref;
  /** Where the request body that it waits for is written: an object, or a test of one. */
  expected?: Ref;
}

/** A mock that concerns a known API. */
export interface ApiMock extends MockReading {
  site: CallNode;
  source: Source;
  env: Environment;
  /** The URL's alternatives, each classified. */
  urls: Classified[];
  /** The whole request that a test expects, when it is stated as a client's call states it. */
  request?: HttpRequest;
}

/** One mocking library: knows its calls, nothing else. */
export interface MockLibrary {
  id: string;
  /** Makes a value for what a call gives that further calls are chained to. */
  instance?(callee: AbstractValue, call: CallNode, env: Environment, interpreter: Interpreter): AbstractValue | undefined;
  /** Reads a call; undefined when it is none of this library. */
  mock(callee: AbstractValue, call: CallNode, env: Environment, interpreter: Interpreter): MockReading | undefined;
}

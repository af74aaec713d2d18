import type { Matcher } from '../match/index.js';
import type { Project } from '../project/project.js';
import type { ApiCall } from './call.js';
import { discoverCalls, type OpenRequests } from './calls/discover.js';
import { declareWrappers, type DeclaredWrapper } from './declared-wrapper.js';
import { createInterpreter } from '../dataflow/interpret/expressions.js';
import type { Interpreter } from '../dataflow/interpreter.js';
import { createModels, type DeclaredModel } from '../dataflow/models/functions.js';
import { createExplorer } from './calls/explore-wrappers.js';
import { clientKnowledge } from './knowledge.js';
import { discoverMocks } from './mocks/discover.js';
import type { ApiMock } from './mocks/mock.js';
import { widen } from './calls/select-files.js';

export type { OpenRequests };

/** The calls of a project and the evaluator that found them, for the rooms that follow. */
export interface Calls {
  interpreter: Interpreter;
  calls: ApiCall[];
  open: OpenRequests;
  /** Stand-ins for the API in tests. */
  mocks: ApiMock[];
}

/**
 * Finds the HTTP calls of a project that concern the packs of the matcher.
 * @param wrappers functions of packages that send requests
 * @param models what other functions of packages do with values
 */
export function findCalls(
  project: Project,
  matcher: Matcher,
  wrappers: readonly DeclaredWrapper[] = [],
  models: readonly DeclaredModel[] = [],
): Calls {
  const begin = (): Interpreter => {
    const interpreter = createInterpreter(project, clientKnowledge, createModels(models));
    declareWrappers(interpreter, wrappers);
    return interpreter;
  };
  const files = widen(begin(), matcher);
  for (const file of files) project.source(file);
  const interpreter = begin();
  const explorer = createExplorer(interpreter, matcher);
  const { calls, open } = discoverCalls(files, interpreter, explorer, matcher);
  return { interpreter, calls, open, mocks: discoverMocks(files, calls, interpreter, explorer, matcher) };
}

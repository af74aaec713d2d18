import type { Matcher } from '../match/index.js';
import type { Project } from '../project/project.js';
import type { ApiCall } from './call.js';
import { clientKnowledge } from './clients/index.js';
import { discoverCalls } from './discover.js';
import { createEvaluation } from './evaluate.js';
import type { Evaluation } from './evaluation.js';
import { widen } from './widen.js';

/** The calls of a project and the evaluator that found them, for the rooms that follow. */
export interface Calls {
  evaluation: Evaluation;
  calls: ApiCall[];
}

/** Finds the HTTP calls of a project that concern the packs of the matcher. */
export function findCalls(project: Project, matcher: Matcher): Calls {
  const files = widen(project, matcher);
  for (const file of files) project.source(file);
  const evaluation = createEvaluation(project, clientKnowledge);
  return { evaluation, calls: discoverCalls(files, evaluation, matcher) };
}

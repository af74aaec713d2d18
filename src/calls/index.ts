import type { Matcher } from '../match/index.js';
import type { Project } from '../project/project.js';
import type { ApiCall } from './call.js';
import { httpClients } from './clients/index.js';
import { discoverCalls } from './discover.js';
import { createEvaluation } from './evaluate.js';
import type { Evaluation, InstanceMaker } from './evaluation.js';

/** The calls of a project and the evaluator that found them, for the rooms that follow. */
export interface Calls {
  evaluation: Evaluation;
  calls: ApiCall[];
}

/** Finds the HTTP calls of a project that concern the packs of the matcher. */
export function findCalls(project: Project, matcher: Matcher): Calls {
  const instances: InstanceMaker[] = [];
  const evaluation: Evaluation = createEvaluation(project, instances);
  for (const client of httpClients) {
    const make = client.instance?.bind(client);
    if (make) instances.push((callee, call, env) => make(callee, call, env, evaluation));
  }
  return { evaluation, calls: discoverCalls(evaluation, matcher) };
}

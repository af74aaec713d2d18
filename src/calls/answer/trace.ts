import type { ApiCall } from '../call.js';
import type { Evaluation } from '../evaluate/evaluation.js';
import { consume } from './consume.js';
import type { Answer } from './model.js';
import { outcomeJudge } from './outcome.js';
import { responsePlace } from './place.js';
import { start } from './start.js';
import { createTracer } from './tracer.js';

const known = new WeakMap<ApiCall, Answer>();

/** Follows the answer of a call forward through the program, to every read and to where it leaves what can be seen. */
export function traceAnswer(call: ApiCall, evaluation: Evaluation): Answer {
  const before = known.get(call);
  if (before) return before;
  const tracer = createTracer(evaluation, call.request.answer);
  start(call, responsePlace(call.request.answer), tracer);
  for (let flow = tracer.next(); flow; flow = tracer.next()) consume(flow, tracer);
  const answer = tracer.finish(outcomeJudge(tracer.tests));
  known.set(call, answer);
  return answer;
}

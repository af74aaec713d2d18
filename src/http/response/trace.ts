import type { ApiCall } from '../call.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { consume } from '../../dataflow/track/expressions.js';
import type { Answer } from '../../dataflow/track/facts.js';
import { outcomeJudge } from '../../dataflow/track/outcome.js';
import { responsePlace } from '../../dataflow/track/access-path.js';
import { start } from './start.js';
import { createTracer } from '../../dataflow/track/worklist.js';

const known = new WeakMap<ApiCall, Answer>();

/** Follows the answer of a call forward through the program, to every read and to where it leaves what can be seen. */
export function traceAnswer(call: ApiCall, evaluation: Interpreter): Answer {
  const before = known.get(call);
  if (before) return before;
  const tracer = createTracer(evaluation, call.request.answer);
  start(call, responsePlace(call.request.answer), tracer);
  for (let flow = tracer.next(); flow; flow = tracer.next()) consume(flow, tracer);
  const answer = tracer.finish(outcomeJudge(tracer.tests));
  known.set(call, answer);
  return answer;
}

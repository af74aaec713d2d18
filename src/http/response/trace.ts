import type { ApiCall } from '../call.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { consume } from '../../dataflow/track/expressions.js';
import type { ResponseTrace } from '../../dataflow/track/facts.js';
import { outcomeJudge } from '../../dataflow/track/outcome.js';
import { responsePath } from '../../dataflow/track/access-path.js';
import { start } from './start.js';
import { createTracer } from '../../dataflow/track/worklist.js';

const known = new WeakMap<ApiCall, ResponseTrace>();

/** Follows the answer of a call forward through the program, to every read and to where it leaves what can be seen. */
export function traceResponse(call: ApiCall, interpreter: Interpreter): ResponseTrace {
  const before = known.get(call);
  if (before) return before;
  const tracer = createTracer(interpreter, call.request.response);
  start(call, responsePath(call.request.response), tracer);
  for (let flow = tracer.next(); flow; flow = tracer.next()) consume(flow, tracer);
  const answer = tracer.finish(outcomeJudge(tracer.tests));
  known.set(call, answer);
  return answer;
}

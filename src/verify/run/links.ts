import { mapParameters } from '../translate/request.js';
import { fillPath, fillQuery } from '../translate/target.js';
import type { RunContext, Task } from './context.js';

/** Longest text that is taken for a link. */
const LONGEST = 2000;

/** Translates v1 links that stand in answers to the path and query they have on v2. */
export function linkTranslator(task: Task, context: RunContext): (text: string) => string | undefined {
  return (text) => {
    if (text.length > LONGEST || !/^(?:https?:\/\/[^/\s]+)?\/\S+$/.test(text)) return undefined;
    const results = context.matcher.matchAll(undefined, text);
    const found = results.find((result) => result.kind === 'match' && result.match.table.pack === task.operation.pack);
    if (found?.kind !== 'match' || !found.match.operation.v2) return undefined;
    const { operation, parameters, parts } = found.match;
    const mapped = mapParameters(parameters, context.ids);
    const source = (parameter: string): string | undefined => mapped[parameter];
    try {
      const path = task.base + fillPath(operation.v2 ?? operation.v1, source);
      const fixed = fillQuery(operation.v2 ?? operation.v1, source).map(([name, value]) => `${name}=${value}`);
      const query = [...(parts.query === '' ? [] : [parts.query]), ...fixed].join('&');
      return query === '' ? path : `${path}?${query}`;
    } catch {
      return undefined;
    }
  };
}

import { globalPath } from './clients/client.js';
import { httpClients } from './clients/index.js';
import type { ClientKnowledge } from '../dataflow/interpreter.js';
import { libraryObject } from '../dataflow/interpret/library.js';
import { mockLibraries } from './mocks/index.js';

const modules = new Set(httpClients.flatMap((client) => client.modules ?? []));
const makers = [...httpClients, ...mockLibraries];

/** What the evaluator asks of HTTP clients and mocking libraries. */
export const clientKnowledge: ClientKnowledge = {
  instance(callee, call, env, interpreter) {
    for (const maker of makers) {
      const made = maker.instance?.(callee, call, env, interpreter);
      if (made) return made;
    }
    return libraryObject(callee, call, env, interpreter);
  },
  passed(callee, position, index) {
    for (const client of httpClients) {
      const value = client.passed?.(callee, position, index);
      if (value) return value;
    }
    return undefined;
  },
  isClient(value) {
    if (value.kind === 'client') return true;
    if (value.kind !== 'external') return false;
    return (modules.has(value.module) && value.path.length === 0) || globalPath(value)?.join('.') === 'fetch';
  },
};

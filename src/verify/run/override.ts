import { percentDecoded } from '../../pack/percent.js';
import type { Exchange } from '../model.js';

/** Header fields by which a request asks to be taken for one of another method. */
const FIELDS = new Set(['x-http-method-override', 'x-http-method', 'x-method-override']);
const PARAMETER = /(^|[?&])_method=([^&#]*)&?/;

/** Another method that a request asks for, and how. */
export interface Override {
  /** Upper case. */
  method: string;
  /** Such as `X-HTTP-Method-Override`. */
  by: string;
}

/** The other method that a recorded request asks for; undefined when it is what its own method says. */
export function overrideIn({ request }: Exchange): Override | undefined {
  const field = request.headers.find(([name]) => FIELDS.has(name.toLowerCase()));
  const found = field ? { by: field[0], method: field[1] } : (parameterIn(request.url) ?? parameterIn(request.body ?? ''));
  const method = found?.method.trim().toUpperCase() ?? '';
  return found && method !== request.method && /^[A-Z]+$/.test(method) ? { by: found.by, method } : undefined;
}

/**
 * The exchange as the servers that know overrides take it. They count on POST alone, and are ignored elsewhere: there the
 * request is what its own method says.
 */
export function withoutOverride(exchange: Exchange, { method }: Override): Exchange {
  const { request } = exchange;
  return {
    ...exchange,
    request: {
      ...request,
      method: request.method === 'POST' ? method : request.method,
      url: withoutParameter(request.url),
      headers: request.headers.filter(([name]) => !FIELDS.has(name.toLowerCase())),
      body: request.body === null ? null : withoutParameter(request.body),
    },
  };
}

/** In a query or a form, not in JSON. */
function parameterIn(text: string): Override | undefined {
  const found = text.startsWith('{') || text.startsWith('[') ? null : PARAMETER.exec(text);
  return found ? { by: '_method', method: percentDecoded(found[2] ?? '') } : undefined;
}

function withoutParameter(text: string): string {
  return parameterIn(text) ? text.replace(PARAMETER, '$1').replace(/[?&]$/, '') : text;
}

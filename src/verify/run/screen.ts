import type { Exchange } from '../model.js';
import { headerOf } from '../recording/body.js';
import { isPlaceholder } from '../compare/shape.js';
import { percentDecoded } from '../../pack/percent.js';

/** Statuses of a server that is busy or away: nothing to expect of another one. */
const PASSING = new Set([429, 502, 503, 504]);

/** Why an exchange is not replayed. */
interface Screened {
  reason: string;
  /** It may be a call of the API all the same, whose answer the recording does not hold. */
  isCall: boolean;
}

/** Why an exchange of a recording is not replayed, whatever its URL; undefined when it can be. */
export function prefilter({ request, response }: Exchange): Screened | undefined {
  const scheme = /^[a-z][a-z0-9+.-]*:/i.exec(request.url)?.[0];
  if (scheme !== 'http:' && scheme !== 'https:') return other(`${scheme ?? 'this'} is not an HTTP request`);
  if (request.method === 'CONNECT') return other('CONNECT opens a tunnel; it is not an API call');
  if (response.status === 101) return call('the connection was upgraded to another protocol');
  if (response.status === 0) return call('the recording holds no answer (status 0)');
  if (request.method === 'OPTIONS' && headerOf(request.headers, 'access-control-request-method') !== undefined) {
    return other('a CORS preflight of the browser, not a call of the program');
  }
  if (response.status >= 300 && response.status < 400 && response.status !== 304) {
    return other(`a redirect (${response.status}); the request that followed it is replayed`);
  }
  if (PASSING.has(response.status)) return call(`v1 answered ${response.status}: it was busy or away, which says nothing about the API`);
  return undefined;
}

function other(reason: string): Screened {
  return { reason, isCall: false };
}

function call(reason: string): Screened {
  return { reason, isCall: true };
}

/** The placeholder that stands in a request where a secret was; such a request cannot be sent as it was. */
export function placeholderIn({ request }: Exchange, parameters: { [parameter: string]: string }): string | undefined {
  const values = Object.values(parameters);
  const query = request.url.indexOf('?');
  if (query !== -1)
    values.push(
      ...request.url
        .slice(query + 1)
        .split(/[&=]/)
        .map(percentDecoded),
    );
  if (request.body !== null && /redact|filter|mask|remov|hidden|secret|scrub|\*{3}|x{6}|•{3}/i.test(request.body)) {
    values.push(...[...request.body.matchAll(/"([^"\\]{3,40})"/g)].map(([, text]) => text ?? ''));
    values.push(
      ...request.body
        .split(/[&=]/)
        .filter((text) => text.length <= 60)
        .map(percentDecoded),
    );
  }
  return values.find((value) => isPlaceholder(value) && !/^(secret|hidden|removed|masked|filtered)$/i.test(value));
}

import { clientForm } from '../../http/clients/forms.js';
import type { ApiCall, CallUrl } from '../../http/call.js';
import { VERBS } from '../../http/clients/client.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import { ts } from '../../project/syntax.js';
import { isInside } from '../../project/nodes.js';
import type { OwnBase } from '../strategies/move.js';
import type { Site } from '../../scan/site.js';
import type { UrlChange } from '../plan/url-plan.js';
import { writtenOut } from '../aspects/url/rewrite.js';
import { doesReplace, replaceCall, type Versions } from './replaced-base.js';

/** The v2 base of a call whose client is an instance with a base that stays; undefined when it cannot be said at the call. */
export function ownBaseOption(
  site: Site,
  changes: readonly UrlChange[],
  versions: Versions | undefined,
  interpreter: Interpreter,
): OwnBase | undefined {
  const { call } = site;
  const argument = call.request.urlRef?.node;
  if (call.env.frames.length > 0 || !argument) return undefined;
  const ends = new Map<CallUrl, number>();
  const codes = new Set<string | undefined>();
  for (const change of changes) {
    const { url, replacements } = change;
    const end = url.parts.find((part) => stands(part, argument))?.at ?? 0;
    const inBase = replacements.filter((replacement) => replacement.end <= end);
    const isSplit = replacements.some((replacement) => replacement.start < end && end < replacement.end);
    ends.set(url, end);
    const code = (): string | undefined =>
      named(writtenOut(url, argument, url.text[end - 1] === '/' ? end - 1 : end, inBase), call) ??
      instanceCode(site, change, end, versions, interpreter);
    codes.add(inBase.length === 0 || isSplit ? undefined : code());
  }
  const [code] = codes;
  return code === undefined || codes.size > 1 ? undefined : { code, ends };
}

/** Code that names where the base comes from: a host that is written out would be lost where there are several. */
function named(code: string | undefined, { urls }: ApiCall): string | undefined {
  return code !== undefined && urls.length > 1 && /^.https?:/.test(code) ? undefined : code;
}

/**
 * `client.defaults.baseURL?.replace('/api/v1', '/api/v2')`: what the instance has, wherever it comes from. Undefined where the
 * base is not given to the instance when it is made.
 */
function instanceCode(
  { call }: Site,
  { url, replacements }: UrlChange,
  end: number,
  versions: Versions | undefined,
  interpreter: Interpreter,
): string | undefined {
  const callee = call.sink.expression;
  const receiver = ts.isPropertyAccessExpression(callee) && [...VERBS, 'request'].includes(callee.name.text) ? callee.expression : callee;
  const instance = interpreter.valueOf(receiver, call.env);
  const isName = ts.isIdentifier(receiver) || ts.isPropertyAccessExpression(receiver);
  const base = clientForm(call.request.client)?.instanceBase;
  if (!versions || base === undefined || call.site !== call.sink || !isName || instance.kind !== 'client') return undefined;
  const { made } = instance;
  const isGiven = url.parts
    .filter(({ part, at }) => at < end && 'text' in part && part.text.includes(versions.v1))
    .every(({ part }) =>
      [...('text' in part && part.node ? [part.node] : []), ...(part.via ?? [])].some((node) => made && isInside(node, made)),
    );
  return isGiven &&
    doesReplace(
      url.text.slice(0, end),
      0,
      replacements.filter((replacement) => replacement.end <= end),
      versions,
    )
    ? `${receiver.getText()}.${base}?${replaceCall(versions, callee)}`
    : undefined;
}

/** True for a piece that the URL argument of the call brings. */
function stands({ part }: CallUrl['parts'][number], argument: ts.Expression): boolean {
  const node = 'text' in part ? part.node : part.placeholder.node;
  return (node !== undefined && isInside(node, argument)) || (part.via ?? []).some((via) => via === argument || isInside(via, argument));
}

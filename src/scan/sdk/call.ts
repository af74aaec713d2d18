import type { ApiCall } from '../../http/call.js';
import { argument } from '../../http/clients/client.js';
import type { Interpreter } from '../../dataflow/interpreter.js';
import type { LibraryUse } from '../../dataflow/interpret/library.js';
import { EMPTY, textValue } from '../../dataflow/value.js';
import { cutUrl, type Operation, parseEndpoint, type Table, tagged } from '../../match/index.js';
import type { Lens, MoveRule, SdkRule } from '../../pack/model.js';
import type { ts } from '../../project/syntax.js';
import { type Judged, ruleLevel } from '../levels.js';
import type { Site } from '../site.js';
import { isCurrent } from './construction.js';
import type { CallUse } from './model.js';

/** A call of a method of a client library, and what names it. */
interface Method {
  use: LibraryUse;
  path: string;
  /** Rules that name the method. */
  rules: SdkRule[];
  /** All rules of the library. */
  all: SdkRule[];
  table: Table;
}

/** A method of a client library stands for a call of an endpoint of its own: no URL, one argument that is the body, the result as answer. */
const ENDPOINT = 'POST /';

/** The use of a method; undefined when the object speaks to the new version already. */
export function callOf(site: ts.CallExpression, method: Method, interpreter: Interpreter): CallUse | undefined {
  const { use, path, rules, all, table } = method;
  const { project } = interpreter;
  const source = project.source(site.getSourceFile().fileName);
  const [rule] = rules;
  const construct = all.find((other) => other.construct?.symbol === use.symbol)?.construct;
  if (!source || !rule || (construct && use.made && isCurrent(use.made, construct, interpreter))) return undefined;
  const index = rules.map(({ methods }) => methods?.[path]).find((entry) => entry?.request)?.argument ?? 0;
  const body = argument(site, index, EMPTY, interpreter);
  const call: ApiCall = {
    site,
    sink: site,
    source,
    env: EMPTY,
    urls: [],
    method: undefined,
    request: {
      client: use.module,
      method: textValue('POST'),
      url: textValue('/'),
      ...(body ? { body: { ref: body, encoding: 'json' } } : {}),
      response: { body: [[]], throws: true },
    },
  };
  // Beside a change of what the method takes, a rule about what it gives counts where that is read.
  const taking = rules.filter(({ methods }) => methods?.[path]?.request !== undefined);
  const judged = levelOf(taking.length > 0 ? taking : rules);
  return {
    kind: 'call',
    table,
    rule,
    rules,
    site,
    object: use,
    call: siteOf(call, method, judged),
    ...judged,
    v1: `${use.symbol}.${path}()`,
  };
}

function levelOf(rules: SdkRule[]): Judged {
  const low = rules.find(({ level }) => level !== 'auto');
  return low ? ruleLevel(low) : { level: 'auto' };
}

function siteOf(call: ApiCall, { path, rules, table }: Method, judged: Judged): Site {
  const operation = operationOf(path, rules, table, judged);
  const nowhere = { start: 0, end: 0 };
  return {
    call,
    url: { text: '', parts: [], placeholders: [] },
    match: {
      table,
      operation,
      parameters: {},
      parameterRanges: {},
      base: nowhere,
      path: nowhere,
      parts: cutUrl('/'),
      hybrid: false,
      certain: true,
      open: new Map(),
    },
    ...judged,
  };
}

function operationOf(path: string, rules: SdkRule[], { pack }: Table, { level }: Judged): Operation {
  const lens = (part: 'request' | 'response'): Lens => rules.flatMap(({ id, methods }) => tagged(methods?.[path]?.[part], id));
  const [first] = rules;
  const rule: MoveRule = {
    kind: 'move',
    id: first?.id ?? '',
    title: first?.title ?? '',
    guide: first?.guide ?? '',
    level,
    v1: [ENDPOINT],
    v2: ENDPOINT,
  };
  return {
    pack,
    rule,
    v1: parseEndpoint(ENDPOINT),
    v2: parseEndpoint(ENDPOINT),
    unversioned: false,
    indistinct: false,
    changes: rules.map(({ id: name, title, guide, level: own, todo }) => ({
      kind: 'change',
      id: name,
      title,
      guide,
      level: own,
      on: '*',
      ...(todo === undefined ? {} : { todo }),
    })),
    query: [],
    request: lens('request'),
    response: lens('response'),
    error: [],
    status: new Map(),
    errorStatus: new Map(),
    headers: new Map(),
    level,
  };
}

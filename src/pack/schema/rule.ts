import { z } from 'zod';
import type {
  AdviceRule,
  BaseRule,
  CarryRule,
  ChangeRule,
  CheckRule,
  CollapseRule,
  Example,
  ExpandRule,
  FollowRule,
  MoveRule,
  PageRule,
  Rule,
  SdkRule,
  StayRule,
  Supply,
  Wait,
} from '../model.js';
import { endpoint, json, jsonObject, sameTypes, text } from './json.js';
import { lens } from './lens.js';

const level = z.enum(['auto', 'review', 'manual']).meta({ id: 'Level' });
const endpoints = z.array(endpoint).min(1, 'must name at least one endpoint');
const status = z.number().int().min(100).max(599);
const texts = z.record(z.string(), text);

const example = z
  .strictObject({ name: text.exactOptional(), before: text, after: text.exactOptional(), file: text.exactOptional() })
  .meta({ id: 'Example' });
sameTypes<z.infer<typeof example>, Example>(true);

/** What every rule says of itself. */
const base = {
  id: text,
  title: text,
  guide: text,
  level,
  phase: text.exactOptional(),
  why: text.exactOptional(),
  facts: z.array(text).exactOptional(),
  todo: text.exactOptional(),
  verify: text.exactOptional(),
  evidence: z.enum(['guide', 'guide+real', 'real-only', 'derived']).exactOptional(),
  option: text.exactOptional(),
  examples: z.array(example).exactOptional(),
};

/** What every rule that decides where v1 endpoints go may say of them. */
const endpointBase = {
  ...base,
  base: text.exactOptional(),
  unversioned: z.boolean().exactOptional(),
  indistinct: z.union([z.boolean(), endpoints]).exactOptional(),
};

const wait = z
  .strictObject({ poll: endpoint, id: texts, state: text, done: z.array(text).min(1), failed: z.array(text) })
  .meta({ id: 'Wait' });
sameTypes<z.infer<typeof wait>, Wait>(true);

const supplyFromRequest = z.strictObject({ request: endpoint, field: text, by: text }).meta({ id: 'SupplyFromRequest' });
const supplyFromAnswer = z.strictObject({ answers: endpoints, id: text, field: text, by: text }).meta({ id: 'SupplyFromAnswer' });
const supply = z.union([supplyFromRequest, supplyFromAnswer]).meta({ id: 'Supply' });
sameTypes<z.infer<typeof supply>, Supply>(true);

const move = z
  .strictObject({
    ...endpointBase,
    kind: z.literal('move'),
    v1: endpoints,
    v2: z.union([endpoint, endpoints]),
    params: texts.exactOptional(),
    supply: z.record(z.string(), supply).exactOptional(),
    levels: z.record(endpoint, level).exactOptional(),
    queryToBody: z.array(text).exactOptional(),
    request: lens.exactOptional(),
    wait: wait.exactOptional(),
  })
  .meta({ id: 'MoveRule' });
sameTypes<z.infer<typeof move>, MoveRule>(true);

const collapse = z
  .strictObject({
    ...endpointBase,
    kind: z.literal('collapse'),
    steps: z.tuple([endpoint, endpoint]),
    link: texts,
    v2: endpoint,
    request: lens.exactOptional(),
    identity: text,
    unpaired: text,
  })
  .meta({ id: 'CollapseRule' });
sameTypes<z.infer<typeof collapse>, CollapseRule>(true);

const carry = z
  .strictObject({
    ...endpointBase,
    kind: z.literal('carry'),
    v1: endpoints,
    v2: endpoint,
    from: endpoint,
    by: text,
    request: lens.exactOptional(),
  })
  .meta({ id: 'CarryRule' });
sameTypes<z.infer<typeof carry>, CarryRule>(true);

const expand = z
  .strictObject({
    ...endpointBase,
    kind: z.literal('expand'),
    v1: endpoints,
    ids: text.exactOptional(),
    list: z
      .strictObject({
        v2: endpoint,
        items: text,
        where: z.strictObject({ field: text, in: text }).exactOptional(),
        active: z.strictObject({ field: text, values: z.array(text) }).exactOptional(),
      })
      .exactOptional(),
    each: endpoint,
    params: texts,
    answer: z.strictObject({ items: text, id: text, status: text, ok: json, failed: json }).exactOptional(),
  })
  .meta({ id: 'ExpandRule' });
sameTypes<z.infer<typeof expand>, ExpandRule>(true);

const page = z
  .strictObject({
    ...endpointBase,
    kind: z.literal('page'),
    v1: endpoints,
    v2: endpoint,
    items: text,
    page: z.strictObject({ name: text, first: z.number().int() }),
    limit: z.strictObject({ name: text, max: z.number().int().min(1) }),
  })
  .meta({ id: 'PageRule' });
sameTypes<z.infer<typeof page>, PageRule>(true);

const stay = z
  .strictObject({
    ...endpointBase,
    kind: z.enum(['removed', 'internal', 'keep']),
    v1: endpoints,
    report: z.boolean().exactOptional(),
  })
  .meta({ id: 'StayRule' });
sameTypes<z.infer<typeof stay>, StayRule>(true);

const change = z
  .strictObject({
    ...base,
    kind: z.literal('change'),
    on: z.union([z.literal('*'), endpoints]),
    query: lens.exactOptional(),
    request: lens.exactOptional(),
    response: lens.exactOptional(),
    error: lens.exactOptional(),
    status: z.record(z.coerce.number<string>(), status).exactOptional(),
    errorStatus: z.record(z.coerce.number<string>(), z.array(status)).exactOptional(),
    headers: z.record(z.string(), z.strictObject({ set: z.string().nullable(), when: text.exactOptional() })).exactOptional(),
    added: z.array(text).exactOptional(),
    volatile: z.array(text).exactOptional(),
    optional: z.array(text).exactOptional(),
  })
  .meta({ id: 'ChangeRule' });
sameTypes<z.infer<typeof change>, ChangeRule>(true);

const sdk = z
  .strictObject({
    ...base,
    kind: z.literal('sdk'),
    module: text,
    rename: texts.exactOptional(),
    construct: z.strictObject({ symbol: text, positional: z.array(text).exactOptional(), set: jsonObject.exactOptional() }).exactOptional(),
    methods: z
      .record(
        z.string(),
        z.strictObject({
          symbol: text,
          argument: z.number().int().nonnegative().exactOptional(),
          request: lens.exactOptional(),
          response: lens.exactOptional(),
        }),
      )
      .exactOptional(),
    range: z.strictObject({ major: z.number().int(), to: text }).exactOptional(),
  })
  .meta({ id: 'SdkRule' });
sameTypes<z.infer<typeof sdk>, SdkRule>(true);

const names = z.union([text, z.array(text).min(1)]);
const advice = z
  .strictObject({
    ...base,
    kind: z.literal('advice'),
    detect: z.union([
      z.strictObject({ url: text }),
      z.strictObject({ header: text, value: text.exactOptional() }),
      z.strictObject({ read: names, on: z.union([z.literal('*'), endpoints]), value: text.exactOptional() }),
      z.strictObject({ field: names, on: endpoints, value: text.exactOptional() }),
      z.strictObject({ text }),
      z.strictObject({ loop: endpoint }),
      z.strictObject({ filterAfter: endpoints }),
      z.strictObject({ mixed: z.literal(true) }),
      z.strictObject({ pair: texts, set: jsonObject.exactOptional(), remove: z.array(text).exactOptional() }),
    ]),
  })
  .meta({ id: 'AdviceRule' });
sameTypes<z.infer<typeof advice>, AdviceRule>(true);

const headerNames = z.array(text).exactOptional();
const check = z
  .strictObject({
    ...base,
    kind: z.literal('check'),
    check: z.union([
      z.strictObject({ headers: z.strictObject({ v1: headerNames, v2: headerNames, absent: headerNames }) }),
      z.strictObject({ discovery: z.strictObject({ path: text, status: text, sunset: text }) }),
      z.strictObject({ available: z.array(text).min(1) }),
      z.strictObject({ invalidVersion: z.strictObject({ path: text, code: text, supported: text }) }),
      z.strictObject({ answer: z.strictObject({ path: text, equals: json }) }),
      z.strictObject({ retired: z.array(status).min(1) }),
      z.strictObject({ removal: z.strictObject({ announced: text, warnings: z.number().int(), removed: z.number().int() }) }),
    ]),
  })
  .meta({ id: 'CheckRule' });
sameTypes<z.infer<typeof check>, CheckRule>(true);

const shared = z.strictObject({ ...base, kind: z.literal('base'), role: z.enum(['rebase', 'hybrid']) }).meta({ id: 'BaseRule' });
sameTypes<z.infer<typeof shared>, BaseRule>(true);

const follow = z
  .strictObject({ ...base, kind: z.literal('follow'), role: z.enum(['types', 'mocks', 'status-helper']) })
  .meta({ id: 'FollowRule' });
sameTypes<z.infer<typeof follow>, FollowRule>(true);

/** One row of the table. */
export const rule: z.ZodType<Rule> = z
  .discriminatedUnion('kind', [shared, follow, move, collapse, carry, expand, page, stay, change, sdk, advice, check])
  .meta({ id: 'Rule' });

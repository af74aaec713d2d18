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
import { endpoint, fields, json, jsonObject, sameTypes, text } from './json.js';
import { lens } from './lens.js';

const level = z.enum(['auto', 'review', 'manual']).meta({ id: 'Level' });
const endpoints = z.array(endpoint).min(1, 'must name at least one endpoint');
const status = z.number().int().min(100).max(599);
const texts = z.record(z.string(), text);

const example = fields({ name: text.exactOptional(), before: text, after: text.exactOptional(), file: text.exactOptional() }).meta({
  id: 'Example',
});
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
  environment: text.exactOptional(),
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

const wait = fields({ poll: endpoint, id: texts, state: text, done: z.array(text).min(1), failed: z.array(text) }).meta({ id: 'Wait' });
sameTypes<z.infer<typeof wait>, Wait>(true);

const supplyFromRequest = fields({ request: endpoint, field: text, by: text }).meta({ id: 'SupplyFromRequest' });
const supplyFromAnswer = fields({ answers: endpoints, id: text, field: text, by: text }).meta({ id: 'SupplyFromAnswer' });
const supply = z.union([supplyFromRequest, supplyFromAnswer]).meta({ id: 'Supply' });
sameTypes<z.infer<typeof supply>, Supply>(true);

const move = fields({
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
}).meta({ id: 'MoveRule' });
sameTypes<z.infer<typeof move>, MoveRule>(true);

const collapse = fields({
  ...endpointBase,
  kind: z.literal('collapse'),
  steps: z.tuple([endpoint, endpoint]),
  link: texts,
  v2: endpoint,
  request: lens.exactOptional(),
  identity: text,
  unpaired: text,
}).meta({ id: 'CollapseRule' });
sameTypes<z.infer<typeof collapse>, CollapseRule>(true);

const carry = fields({
  ...endpointBase,
  kind: z.literal('carry'),
  v1: endpoints,
  v2: endpoint,
  from: endpoint,
  by: text,
  request: lens.exactOptional(),
}).meta({ id: 'CarryRule' });
sameTypes<z.infer<typeof carry>, CarryRule>(true);

const expand = fields({
  ...endpointBase,
  kind: z.literal('expand'),
  v1: endpoints,
  ids: text.exactOptional(),
  list: fields({
    v2: endpoint,
    items: text,
    where: fields({ field: text, in: text }).exactOptional(),
    active: fields({ field: text, values: z.array(text) }).exactOptional(),
  }).exactOptional(),
  each: endpoint,
  params: texts,
  answer: fields({ items: text, id: text, status: text, ok: json, failed: json }).exactOptional(),
}).meta({ id: 'ExpandRule' });
sameTypes<z.infer<typeof expand>, ExpandRule>(true);

const page = fields({
  ...endpointBase,
  kind: z.literal('page'),
  v1: endpoints,
  v2: endpoint,
  items: text,
  page: fields({ name: text, first: z.number().int() }),
  limit: fields({ name: text, max: z.number().int().min(1) }),
}).meta({ id: 'PageRule' });
sameTypes<z.infer<typeof page>, PageRule>(true);

const stay = fields({
  ...endpointBase,
  kind: z.enum(['removed', 'internal', 'keep']),
  v1: endpoints,
  report: z.boolean().exactOptional(),
}).meta({ id: 'StayRule' });
sameTypes<z.infer<typeof stay>, StayRule>(true);

const headerName = z.string().regex(/^[\w!#$%&'*+.^`|~-]+$/, 'is not the name of a header: letters, digits and hyphens');
const headerValue = z
  .string()
  .regex(/^(?:[\x21-\x7e\x80-\xff](?:[\t\x20-\x7e\x80-\xff]*[\x21-\x7e\x80-\xff])?)?$/, 'must be one line of printable characters');

const change = fields({
  ...base,
  kind: z.literal('change'),
  on: z.union([z.literal('*'), endpoints]),
  query: lens.exactOptional(),
  request: lens.exactOptional(),
  response: lens.exactOptional(),
  error: lens.exactOptional(),
  status: z.record(z.coerce.number<string>(), status).exactOptional(),
  errorStatus: z.record(z.coerce.number<string>(), z.array(status)).exactOptional(),
  headers: z.record(headerName, fields({ set: headerValue.nullable(), when: text.exactOptional() })).exactOptional(),
  added: z.array(text).exactOptional(),
  volatile: z.array(text).exactOptional(),
  optional: z.array(text).exactOptional(),
}).meta({ id: 'ChangeRule' });
sameTypes<z.infer<typeof change>, ChangeRule>(true);

const sdk = fields({
  ...base,
  kind: z.literal('sdk'),
  module: text,
  rename: texts.exactOptional(),
  construct: fields({ symbol: text, positional: z.array(text).exactOptional(), set: jsonObject.exactOptional() }).exactOptional(),
  methods: z
    .record(
      z.string(),
      fields({
        symbol: text,
        argument: z.number().int().nonnegative().exactOptional(),
        request: lens.exactOptional(),
        response: lens.exactOptional(),
      }),
    )
    .exactOptional(),
  range: fields({ major: z.number().int(), to: text }).exactOptional(),
}).meta({ id: 'SdkRule' });
sameTypes<z.infer<typeof sdk>, SdkRule>(true);

const names = z.union([text, z.array(text).min(1)]);
const advice = fields({
  ...base,
  kind: z.literal('advice'),
  detect: z.union([
    fields({ url: text }),
    fields({ header: text, value: text.exactOptional(), signs: z.array(text).min(1).exactOptional() }),
    fields({ read: names, on: z.union([z.literal('*'), endpoints]), value: text.exactOptional() }),
    fields({ field: names, on: endpoints, value: text.exactOptional() }),
    fields({ text }),
    fields({ loop: endpoint }),
    fields({ filterAfter: endpoints }),
    fields({ mixed: z.literal(true) }),
    fields({ pair: texts, set: jsonObject.exactOptional(), remove: z.array(text).exactOptional() }),
  ]),
}).meta({ id: 'AdviceRule' });
sameTypes<z.infer<typeof advice>, AdviceRule>(true);

const nameList = z.array(text).exactOptional();
const headerDemands = z
  .array(z.string().regex(/^[\w!#$%&'*+.^`|~-]+(:.*\S.*)?$/, 'must be the name of a header, or `Name: value`'))
  .exactOptional();
const check = fields({
  ...base,
  kind: z.literal('check'),
  check: z.union([
    fields({ headers: fields({ v1: headerDemands, v2: headerDemands, absent: nameList }), notices: nameList }),
    fields({ discovery: fields({ path: text, status: text, sunset: text }) }),
    fields({ available: z.array(text).min(1) }),
    fields({ invalidVersion: fields({ path: text, code: text, supported: text }) }),
    fields({ answer: fields({ path: text, equals: json }) }),
    fields({ retired: z.array(status).min(1) }),
    fields({ removal: fields({ announced: text, warnings: z.number().int(), removed: z.number().int() }) }),
  ]),
}).meta({ id: 'CheckRule' });
sameTypes<z.infer<typeof check>, CheckRule>(true);

const shared = fields({ ...base, kind: z.literal('base'), role: z.enum(['rebase', 'hybrid']) }).meta({ id: 'BaseRule' });
sameTypes<z.infer<typeof shared>, BaseRule>(true);

const follow = fields({ ...base, kind: z.literal('follow'), role: z.enum(['types', 'mocks', 'status-helper']) }).meta({ id: 'FollowRule' });
sameTypes<z.infer<typeof follow>, FollowRule>(true);

/** One row of the table. */
export const rule: z.ZodType<Rule> = z
  .discriminatedUnion('kind', [shared, follow, move, collapse, carry, expand, page, stay, change, sdk, advice, check])
  .meta({ id: 'Rule' });

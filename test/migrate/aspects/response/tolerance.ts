import type { Json, Lens } from '../../../../src/pack/model.js';
import { answerRule, main } from './programs.js';
import type { Scenario } from './scenarios.js';

const JOB = { id: 'a', name: 'train', size: '7' };
const GET_JOB = 'const res = await fetch(`${process.env.API}/api/v1/jobs/1`);';
const BODY = `${GET_JOB}\nconst body = await res.json();`;
const PLUNGE: Lens = [{ op: 'plunge', host: 'meta', name: 'name' }];
const NEST: Lens = [{ op: 'nest', name: 'data', also: { success: true } }];
const UNNEST: Lens = [{ op: 'unnest', name: 'job' }];

/** A program that is run on a failed answer, whose shape is the same in both versions. */
function failed(name: string, lens: Lens, body: string, has: string[], more: Partial<Scenario> = {}): Scenario {
  return {
    name: `a failed answer: ${name}`,
    rules: [answerRule(['GET /jobs/{id}'], lens)],
    files: main(body),
    answers: { 'GET /jobs/1': { detail: 'gone' } },
    v1Status: { 'GET /jobs/1': 404 },
    v2Status: { 'GET /jobs/1': 404 },
    has,
    ...more,
  };
}

/** Reads that go on without a value in v1, and have one more level before it in v2. */
const NEW_LEVEL: Scenario[] = [
  failed('a fallback', PLUNGE, `${BODY}\nreturn body.name ?? 'nobody';`, ["body.meta?.name ?? 'nobody'"], { level: 'auto' }),
  failed('an element with a fallback', PLUNGE, `${BODY}\nreturn body['name'] || 'nobody';`, ["body.meta?.name || 'nobody'"]),
  failed('a test', PLUNGE, `${BODY}\nif (body.name) return body.name;\nreturn 'none';`, ['if (body.meta?.name)']),
  failed('an optional chain', PLUNGE, `${BODY}\nreturn body?.name?.length ?? 0;`, ['body?.meta?.name?.length']),
  failed('a name that is asked for', PLUNGE, `${BODY}\nreturn 'name' in body;`, ["'name' in (body.meta ?? {})"]),
  failed('an own name', PLUNGE, `${BODY}\nreturn Object.hasOwn(body, 'name');`, ["Object.hasOwn((body.meta ?? {}), 'name')"]),
  failed('a pattern with a default', PLUNGE, `${GET_JOB}\nconst { name = 'none' } = await res.json();\nreturn name;`, [
    "{ meta: { name = 'none' } = {} }",
  ]),
  failed('a parameter with a default', PLUNGE, `${BODY}\nreturn title(body);`, ["({ meta: { name = 'none' } = {} } = {})"], {
    files: main(`${BODY}\nreturn title(body);`, "const title = ({ name = 'none' } = {}) => name;\n"),
  }),
  failed(
    'taken apart before the status is looked at',
    PLUNGE,
    `${GET_JOB}\nconst { name } = await res.json();\nreturn res.ok ? name : 'failed';`,
    ['{ meta: { name } = {} }'],
  ),
  failed('assigned to a name', PLUNGE, `${BODY}\nlet name;\n({ name = 'none' } = body);\nreturn name;`, [
    "{ meta: { name: name = 'none' } = {} }",
  ]),
  failed(
    'an error body without the new level',
    [],
    `${BODY}\nif (!res.ok) return body?.detail ?? 'no reason';\nreturn body.name;`,
    ["body?.error?.message ?? 'no reason'"],
    {
      rules: [
        answerRule('*', [], {
          error: [
            { op: 'rename', from: 'detail', to: 'message' },
            { op: 'plunge', host: 'error', name: 'message' },
          ],
        }),
      ],
      answers: { 'GET /jobs/1': {} },
    },
  ),
  failed('a level of the whole answer', NEST, `${BODY}\nreturn body.name ?? 'nobody';`, ["body?.name ?? 'nobody'"]),
  failed('a level of the whole answer, taken apart', NEST, `${GET_JOB}\nconst { name = 'none' } = await res.json();\nreturn name;`, [
    '(await res.json()).data ?? {}',
  ]),
];

const succeeded = (
  name: string,
  lens: Lens,
  files: Record<string, string>,
  has: string[],
  v1: Json = JOB,
  more: Partial<Scenario> = {},
): Scenario => ({
  name,
  rules: [answerRule(['GET /jobs/{id}'], lens)],
  files,
  answers: { 'GET /jobs/1': v1 },
  lenses: { 'GET /jobs/1': lens },
  has,
  ...more,
});

/** A test of the status, or a dereference, needs nothing of the kind. */
const NOT_NEEDED: Scenario[] = [
  succeeded('a value that is used at once is read as before', PLUNGE, main(`${BODY}\nreturn body.name.length;`), ['body.meta.name.length']),
  succeeded(
    'a read behind a test of the status is read as before',
    PLUNGE,
    main(`${GET_JOB}\nif (!res.ok) throw new Error('failed');\nconst body = await res.json();\nreturn body.name;`),
    ['return body.meta.name;'],
  ),
  succeeded(
    'a wrapper that throws for failed answers speaks for its callers',
    PLUNGE,
    main(
      "const job = await load('/jobs/1');\nreturn job.name;",
      "async function load(path) {\n  const res = await fetch(`${process.env.API}/api/v1${path}`);\n  const body = await res.json();\n  if (!res.ok) throw new Error('failed');\n  return body;\n}\n",
    ),
    ['return job.meta.name;'],
  ),
];

/** A level that goes away takes its `?.` along, and its presence. */
const GONE_LEVEL: Scenario[] = [
  succeeded(
    '`?.` before a level that goes stays before what was behind it',
    UNNEST,
    main(`${GET_JOB}\nconst body = res.status === 299 ? await res.json() : undefined;\nreturn body?.job.name ?? 'unknown';`),
    ["body?.name ?? 'unknown'"],
    { job: JOB },
  ),
  succeeded(
    '`?.` before a level that goes stays before a call',
    UNNEST,
    main(`${GET_JOB}\nconst body = res.status === 299 ? await res.json() : null;\nreturn body?.job.map((one) => one.name) ?? [];`),
    ['body?.map('],
    { job: [JOB] },
  ),
  {
    ...succeeded(
      'a level that is the sign of a success cannot go',
      UNNEST,
      main(`${BODY}\nif (body.job) return body.job.name;\nreturn body.detail;`),
      [],
      { job: JOB },
    ),
    answers: {},
    untouched: true,
    level: 'refused',
    reason: /takes `job` for the sign of a success/,
  },
  succeeded(
    'a field beside the level that is compared with a text tells success',
    [{ op: 'unnest', name: 'job', beside: ['status'] }],
    main(`${BODY}\nreturn body.status === 'success' ? body.job.name : 'none';`),
    ["res.ok ? { status: 'success', job: body } : body"],
    { job: JOB, status: 'success' },
    { level: 'review' },
  ),
  {
    ...succeeded(
      'a field beside the level that is compared cannot be put back where no status is at hand',
      [{ op: 'unnest', name: 'job', beside: ['status'] }],
      main(
        "const body = await (await fetch(`${process.env.API}/api/v1/jobs/1`)).json();\nreturn body.status === 'success' ? body.job.name : 'none';",
      ),
      [],
    ),
    answers: {},
    untouched: true,
    level: 'refused',
    reason: /v2 does not return `status`/,
  },
];

const ITEMS: Lens = [{ op: 'map', lens: [{ op: 'nest', name: 'label' }] }];
const LABELS: Lens = [{ op: 'in', name: 'labels', lens: ITEMS }];

function listed(how: string, lens: Lens, read: string, v1: Json): Scenario {
  return succeeded(`items that become objects: ${how}`, lens, main(`${BODY}\n${read}`), ['label'], v1);
}

/** Items of a list that are texts in v1 and objects in v2. */
const LISTS: Scenario[] = [
  listed('a loop', ITEMS, "let all = '';\nfor (const label of body) all += label;\nreturn all;", ['a', 'b']),
  listed('a callback', ITEMS, 'return body.map((label) => label.toUpperCase());', ['a', 'b']),
  listed('an index', ITEMS, 'return body[0];', ['a', 'b']),
  listed('a search', ITEMS, "return [body.includes('a'), body.indexOf('b'), body.find((label) => label === 'b')];", ['a', 'b']),
  listed('a join', LABELS, "return body.labels.join('+');", { labels: ['a', 'b'] }),
  listed('a template', LABELS, 'return body.labels.map((label) => `#${label}`);', { labels: ['a'] }),
  succeeded('items that become objects: only their number', ITEMS, main(`${BODY}\nreturn body.length;`), ['body.length'], ['a', 'b'], {
    level: 'auto',
  }),
];

const UNSET: Lens = [{ op: 'default', name: 'note', value: null }];

/** Fields that v1 leaves out and v2 answers as null. */
const ABSENCE: Scenario[] = [
  succeeded('a name that v1 leaves out is not listed', UNSET, main(`${BODY}\nreturn Object.keys(body);`), [
    '...(note != null && { note })',
  ]),
  succeeded(
    'an answer whose names a helper asks for is put back where it comes into view',
    UNSET,
    main(
      `${BODY}\nreturn [has(body, 'note'), Object.keys(body).length];`,
      'const has = (object, key) => Object.prototype.hasOwnProperty.call(object, key);\n',
    ),
    ['...(note != null && { note })', 'hasOwnProperty.call(object, key)'],
  ),
];

/** Reads whose value may be missing, and code that looks whether it is. */
export const TOLERANCE: Scenario[] = [...NEW_LEVEL, ...NOT_NEEDED, ...GONE_LEVEL, ...LISTS, ...ABSENCE];

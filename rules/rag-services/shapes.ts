import type { Lens, Rule } from '../../src/pack/model.js';
import { CREATE, INGEST, LIST, READ, UPDATE } from './endpoints.js';

const DIRECTORY: Lens = [{ op: 'rename', from: 'directory', to: 'sourceDirectory' }];

/** What requests and answers look like. The wrapper comes last: it goes around what the other rules made. */
export const shapes: Rule[] = [
  {
    id: 'rag-services/source-directory-request',
    kind: 'change',
    title: '`directory` of a collection is sent as `sourceDirectory`',
    guide: 'Planned Changes for v2',
    level: 'auto',
    phase: '3',
    why: 'v2 refuses directory.',
    facts: ['the body is made in sight'],
    todo: 'Send sourceDirectory.',
    verify: 'The answer has the sourceDirectory that was sent.',
    evidence: 'guide',
    on: [CREATE, UPDATE],
    request: DIRECTORY,
    examples: [
      {
        before: `import axios from 'axios';

const rag = axios.create({ baseURL: 'http://localhost:3401/api/v1/rag' });

export async function create(name: string, directory: string): Promise<void> {
  await rag.post('/collections', { name, directory });
}
`,
        after: `import axios from 'axios';

const rag = axios.create({ baseURL: 'http://localhost:3401/api/v2/rag' });

export async function create(name: string, directory: string): Promise<void> {
  await rag.post('/collections', { name, sourceDirectory: directory });
}
`,
      },
    ],
  },
  {
    id: 'rag-services/source-directory-response',
    kind: 'change',
    title: '`directory` of listed collections is answered as `sourceDirectory`',
    guide: 'Planned Changes for v2',
    level: 'auto',
    phase: '3',
    why: 'A reader of directory meets undefined.',
    facts: ['the reads of the answer are in sight'],
    todo: 'Look for columns, sort keys and exports that name the field as text.',
    verify: 'Collections have sourceDirectory and no directory.',
    evidence: 'guide',
    on: [LIST],
    response: [{ op: 'in', name: 'collections', lens: [{ op: 'map', lens: DIRECTORY }] }],
  },
  {
    id: 'rag-services/source-directory-single',
    kind: 'change',
    title: '`directory` of a single collection is answered as `sourceDirectory`',
    guide: 'Planned Changes for v2',
    level: 'auto',
    phase: '3',
    why: 'A reader of directory meets undefined.',
    facts: ['the reads of the answer are in sight'],
    todo: 'Look for columns, sort keys and exports that name the field as text.',
    verify: 'The collection has sourceDirectory and no directory, by itself or under `collection`.',
    evidence: 'guide',
    on: [CREATE, READ, UPDATE],
    response: [...DIRECTORY, { op: 'in', name: 'collection', lens: DIRECTORY }],
  },
  {
    id: 'rag-services/jobs-new-answer',
    kind: 'change',
    title: 'Ingestion answers 202 and the id of the job',
    guide: 'Planned Changes for v2',
    level: 'review',
    phase: '3',
    why: 'Nothing is counted yet when v2 answers.',
    facts: ['what the v1 answer held is not read'],
    todo: 'Read the outcome from the job.',
    verify: 'The answer is 202 with data.jobId.',
    evidence: 'guide',
    on: [INGEST],
    status: { 200: 202 },
    response: [{ op: 'remove', name: '*' }],
    added: ['data.jobId'],
  },
  {
    id: 'rag-services/response-unwrap',
    kind: 'change',
    title: 'Every answer stands under `data`',
    guide: 'Planned Changes for v2',
    level: 'auto',
    phase: '3',
    why: 'v1 had a wrapper of its own for each endpoint; v2 has {success, data, meta} for all.',
    facts: ['the answer is not unwrapped already'],
    todo: 'Read the v1 body from data.',
    verify: 'success is true, data holds what v1 answered, meta.version is v2.',
    evidence: 'guide',
    on: '*',
    response: [{ op: 'nest', name: 'data', also: { success: true, meta: { version: 'v2' } } }],
    volatile: ['meta.timestamp'],
    examples: [
      {
        name: 'axios has a data of its own',
        before: `import axios from 'axios';

const rag = axios.create({ baseURL: 'http://localhost:3401/api/v1/rag' });

export async function isValid(path: string): Promise<boolean> {
  const { data } = await rag.get('/directories/validate', { params: { path } });
  return data.valid;
}
`,
        after: `import axios from 'axios';

const rag = axios.create({ baseURL: 'http://localhost:3401/api/v2/rag' });

export async function isValid(path: string): Promise<boolean> {
  const { data: { data } } = await rag.get('/directories/validate', { params: { path } });
  return data.valid;
}
`,
      },
    ],
  },
  {
    id: 'rag-services/response-meta',
    kind: 'check',
    title: 'Answers say when and by which version they were made',
    guide: 'Planned Changes for v2',
    level: 'manual',
    phase: '3',
    why: 'meta is new: nothing reads it yet.',
    verify: 'meta.version is v2.',
    evidence: 'guide',
    check: { answer: { path: 'meta.version', equals: 'v2' } },
  },
  {
    id: 'rag-services/error-shape',
    kind: 'change',
    title: 'Errors are {success: false, error: {code, message}}',
    guide: 'Version Negotiation',
    level: 'review',
    phase: '4',
    why: 'The shape is the same in both versions; the wrapper of v2 is around successful answers only.',
    todo: 'Check code that takes error for text.',
    verify: 'Errors have code and message.',
    evidence: 'guide',
    on: '*',
  },
  {
    id: 'rag-services/types-update',
    kind: 'follow',
    role: 'types',
    title: 'Declared types of answers and collections follow',
    guide: 'Client Migration Checklist',
    level: 'review',
    phase: '3',
    why: 'A type without the wrapper, or with directory, hides what v2 answers.',
    facts: ['the type is declared in the project and used where a migrated call is made or read'],
    todo: 'Check the declared type against the v2 answer.',
    evidence: 'guide',
  },
  {
    id: 'rag-services/chunk-size-number',
    kind: 'advice',
    title: '`chunkSize` is a number',
    guide: 'Breaking Changes (Require New Version)',
    level: 'manual',
    phase: '3',
    why: 'The guide has it as an example of a breaking change, not among the planned ones.',
    todo: 'Send a number.',
    evidence: 'guide',
    option: 'advice',
    detect: { field: 'chunkSize', on: [CREATE, UPDATE], value: '^\\d+$' },
  },
  {
    id: 'rag-services/collection-name-pattern',
    kind: 'advice',
    title: 'Names of collections are lower-case letters, digits and hyphens',
    guide: 'Breaking Changes (Require New Version)',
    level: 'manual',
    phase: '3',
    why: 'The guide has it as an example of a breaking change, not among the planned ones.',
    todo: 'Choose another name for new collections; existing ones keep theirs.',
    evidence: 'guide',
    option: 'advice',
    detect: { field: 'name', on: [CREATE], value: '[^a-z0-9-]' },
  },
];

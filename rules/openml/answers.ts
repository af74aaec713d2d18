import type { Endpoint, Lens, LensOp, Rule } from '../../src/pack/model.js';
import { PHP_DATASET } from './paths.js';

/** Endpoints whose answers a table changes. */
interface Answers {
  /** Answer one dataset. */
  dataset: Endpoint[];
  /** Answer a list of datasets. */
  list: Endpoint[];
}

const LISTS = ['creator', 'contributor', 'tag', 'ignore_attribute', 'row_id_attribute', 'original_data_url'];
/** Single fields that v1 leaves out when they have no value. */
const UNSET = [
  'collection_date',
  'language',
  'licence',
  'version_label',
  'paper_url',
  'citation',
  'default_target_attribute',
  'minio_url',
  'parquet_url',
  'warning',
  'error',
];

/** A lens on the dataset within its wrapper. */
const described = (lens: Lens): Lens => [{ op: 'in', name: 'data_set_description', lens }];
/** A lens on each dataset of a list within its wrappers. */
const listed = (lens: Lens): Lens => [{ op: 'in', name: 'data', lens: [{ op: 'in', name: 'dataset', lens: [{ op: 'map', lens }] }] }];
const numbers = (names: string[]): Lens => names.map((name) => ({ op: 'convert', name, with: { to: 'number' } }));

/**
 * Differences of a dataset between the PHP and the Python server.
 * @param unset what stands for a field without a value: v1 leaves it out, v2 answers null
 */
export function stageOneAnswers({ dataset, list }: Answers, unset: 'absent' | 'null'): Rule[] {
  const lowerCase: Lens = [{ op: 'convert', name: 'format', with: { to: 'lower-case' } }];
  return [
    {
      id: 'openml/dataset-format-lowercase',
      kind: 'change',
      title: '`format` of a dataset is in lower case',
      guide: 'GET /{dataset_id}',
      level: 'auto',
      phase: 'stage-1',
      why: '"Sparse_ARFF" has become "sparse_arff"; a comparison with the old text is never true.',
      facts: ['the compared value is the format of a migrated call'],
      todo: 'Compare with the lower-case name.',
      verify: 'format is in lower case.',
      evidence: 'guide+real',
      on: [...dataset, ...list],
      response: [...described(lowerCase), ...listed(lowerCase)],
      examples: [
        {
          before: `const API = 'https://www.openml.org/api/v1/json';

export async function isSparse(id: number): Promise<boolean> {
  const response = await fetch(\`\${API}/data/\${id}\`);
  const { data_set_description: dataset } = await response.json();
  return dataset.format === 'Sparse_ARFF';
}
`,
          after: `const API = 'https://www.openml.org/v2';

export async function isSparse(id: number): Promise<boolean> {
  const response = await fetch(\`\${API}/datasets/\${id}\`);
  const dataset = await response.json();
  return dataset.format === 'sparse_arff';
}
`,
        },
      ],
    },
    {
      id: 'openml/parquet-url-optional',
      kind: 'change',
      title: 'Only ARFF datasets have a `parquet_url`',
      guide: 'GET /{dataset_id}',
      level: 'review',
      phase: 'stage-1',
      why: 'The PHP server answered a parquet_url for datasets that have no Parquet file.',
      todo: 'Test parquet_url before it is used.',
      verify: 'parquet_url is unset for other formats.',
      evidence: 'guide+real',
      on: [PHP_DATASET],
      ...(unset === 'absent' ? { optional: ['parquet_url'] } : { added: ['parquet_url'] }),
    },
    {
      id: 'openml/creator-list',
      kind: 'change',
      title: 'Several creators are always a list',
      guide: 'GET /{dataset_id}',
      level: 'review',
      phase: 'stage-1',
      why: 'The PHP server answered one text with commas or a list, depending on the quotes of the uploader.',
      todo: 'Take the list as it is; do not split text at commas.',
      verify: 'Several creators are a list.',
      evidence: 'guide+real',
      on: [PHP_DATASET],
    },
    {
      id: 'openml/ignore-attribute-present',
      kind: 'change',
      title: 'Several ignored attributes are answered, where they were left out',
      guide: 'GET /{dataset_id}',
      level: 'manual',
      phase: 'stage-1',
      why: 'A test for the presence of ignore_attribute has another outcome for some datasets.',
      todo: 'Check what the code does with several ignored attributes.',
      verify: 'A list of several may be new.',
      evidence: 'guide',
      on: [PHP_DATASET],
      added: ['ignore_attribute'],
    },
  ];
}

/** Differences of answers between v1 and v2. */
export function stageTwoAnswers({ dataset, list }: Answers): Rule[] {
  return [
    {
      id: 'openml/v2-json-types',
      kind: 'change',
      title: 'Ids, versions, file ids and values of qualities are numbers',
      guide: 'V1 to V2',
      level: 'auto',
      phase: 'stage-2',
      why: 'A comparison with text is never true any more, and text methods are gone.',
      facts: ['the reads of the answer are in sight'],
      todo: 'Compare with numbers.',
      verify: 'The values are JSON numbers.',
      evidence: 'guide+real',
      on: [...dataset, ...list],
      response: [
        ...described(numbers(['id', 'version', 'description_version', 'file_id'])),
        ...listed([
          ...numbers(['did', 'version', 'file_id']),
          { op: 'in', name: 'quality', lens: [{ op: 'map', lens: numbers(['value']) }] },
        ]),
      ],
      examples: [
        {
          before: `const API = 'https://www.openml.org/v1';

export async function isFirst(id: number): Promise<boolean> {
  const response = await fetch(\`\${API}/datasets/\${id}\`);
  const { data_set_description: dataset } = await response.json();
  return dataset.version === '1';
}
`,
          after: `const API = 'https://www.openml.org/v2';

export async function isFirst(id: number): Promise<boolean> {
  const response = await fetch(\`\${API}/datasets/\${id}\`);
  const dataset = await response.json();
  return dataset.version === 1;
}
`,
        },
      ],
    },
    {
      id: 'openml/v2-always-list',
      kind: 'change',
      title: 'Fields that may hold several values are always lists',
      guide: 'GET /{dataset_id} in V2',
      level: 'auto',
      phase: 'stage-2',
      why: 'v1 answered one value bare and left an empty list out; v2 answers a list in every case, which is true in a test even when it is empty.',
      facts: ['the reads of the answer are in sight'],
      todo: 'Check what the code makes of an empty list.',
      verify: `${LISTS.join(', ')} are lists.`,
      evidence: 'guide+real',
      on: dataset,
      response: described([
        ...LISTS.map((name): LensOp => ({ op: 'wrap', name })),
        ...LISTS.map((name): LensOp => ({ op: 'default', name, value: [] })),
      ]),
    },
    {
      id: 'openml/v2-null-fields',
      kind: 'change',
      title: 'Fields without a value are null, where v1 left them out',
      guide: 'GET /{dataset_id} in V2',
      level: 'auto',
      phase: 'stage-2',
      why: 'A default of a destructuring does not apply to null, and a test with "in" is always true.',
      facts: ['the reads of the answer are in sight'],
      todo: 'Test for null.',
      verify: `${UNSET.join(', ')} are there, null when unset.`,
      evidence: 'guide+real',
      on: dataset,
      response: described(UNSET.map((name) => ({ op: 'default', name, value: null }))),
      examples: [
        {
          before: `const API = 'https://www.openml.org/v1';

export async function paperOf(id: number): Promise<string> {
  const response = await fetch(\`\${API}/datasets/\${id}\`);
  const body = await response.json();
  const { paper_url = 'no paper' } = body.data_set_description;
  return paper_url;
}
`,
          after: `const API = 'https://www.openml.org/v2';

export async function paperOf(id: number): Promise<string> {
  const response = await fetch(\`\${API}/datasets/\${id}\`);
  const body = await response.json();
  const paper_url = body.paper_url ?? 'no paper';
  return paper_url;
}
`,
        },
      ],
    },
    {
      id: 'openml/v2-processing-date-t',
      kind: 'change',
      title: '`processing_date` has a T between date and time',
      guide: 'GET /{dataset_id} in V2',
      level: 'auto',
      phase: 'stage-2',
      why: 'Code that splits at the space finds one part.',
      facts: ['the reads of the answer are in sight'],
      todo: 'Split at the T.',
      verify: 'processing_date is a date, T and a time.',
      evidence: 'guide+real',
      on: dataset,
      response: described([{ op: 'convert', name: 'processing_date', with: { to: 'iso-date-time' } }]),
    },
    {
      id: 'openml/v2-unwrap',
      kind: 'change',
      title: 'A dataset stands by itself, without `data_set_description`',
      guide: 'V1 to V2',
      level: 'auto',
      phase: 'stage-2',
      why: 'v2 has no objects that hold a single field.',
      todo: 'Read the fields from the answer itself.',
      verify: 'The fields stand at the top.',
      evidence: 'guide+real',
      on: dataset,
      response: [{ op: 'unnest', name: 'data_set_description' }],
    },
    {
      id: 'openml/v2-unwrap-list',
      kind: 'change',
      title: 'The list of datasets stands by itself, without `data.dataset`',
      guide: 'V1 to V2',
      level: 'auto',
      phase: 'stage-2',
      why: 'v2 has no objects that hold a single field.',
      todo: 'Take the answer itself for the list.',
      verify: 'The answer is a list.',
      evidence: 'guide+real',
      on: list,
      response: [
        { op: 'unnest', name: 'data' },
        { op: 'unnest', name: 'dataset' },
      ],
    },
    {
      id: 'openml/v2-auth-status',
      kind: 'change',
      title: 'Messages about authentication and access are standardised',
      guide: 'V1 to V2',
      level: 'review',
      phase: 'stage-2',
      why: 'Access is checked before anything else, so another error may come first. The code tells it; the message may differ.',
      todo: 'Compare the code of the error, not its message.',
      verify: 'The code of an error is the same.',
      evidence: 'guide',
      on: [...dataset, ...list],
      volatile: ['detail.message'],
    },
    {
      id: 'openml/v2-auth-status-real',
      kind: 'change',
      title: 'An unknown dataset answers 404, a private one 403',
      guide: 'V1 to V2',
      level: 'review',
      phase: 'stage-2',
      why: 'The public v2 server answers these statuses where v1 answered 412.',
      todo: 'Check that 403 and 404 are to be handled as 412 was.',
      verify: '404 for an unknown dataset, 403 for a private one.',
      evidence: 'real-only',
      option: 'realOnly',
      on: [...dataset, ...list],
      errorStatus: { 412: [403, 404, 412] },
    },
    {
      id: 'openml/v2-input-types',
      kind: 'change',
      title: 'Input types are restricted or expanded',
      guide: 'V1 to V2',
      level: 'manual',
      phase: 'stage-2',
      why: 'The guide does not say which. Refused input shows in a replay.',
      todo: 'Look at recorded requests that v2 refuses.',
      verify: 'Requests that v1 accepted are accepted.',
      evidence: 'guide',
      on: [...dataset, ...list],
    },
    {
      id: 'openml/types-update',
      kind: 'follow',
      role: 'types',
      title: 'Declared types of datasets and errors follow',
      guide: 'Datasets',
      level: 'review',
      phase: 'stage-2',
      why: 'A type that still declares text for numbers hides what v2 answers.',
      facts: ['the type is declared in the project and used where a migrated call is read'],
      todo: 'Check the declared type against the v2 answer.',
      evidence: 'guide',
    },
  ];
}

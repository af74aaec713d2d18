import { definePack } from '../../src/pack/define.js';
import type { MoveRule, Rule, StayRule } from '../../src/pack/model.js';
import { stageOneAnswers, stageTwoAnswers } from './answers.js';
import { phpDataset, phpList, pythonDatasets, unported, v2Missing, xml } from './endpoints.js';
import { errorRules } from './errors.js';
import { listRules } from './list.js';
import { DATASET, LIST, PHP, PHP_DATASET, PHP_LIST, PHP_QUALITIES, PHP_TAG, PYTHON_V1, QUALITIES, TAG, V2 } from './paths.js';

const PHP_ALL = [PHP_DATASET, ...PHP_LIST];

/** What the PHP server has and v2 has not. */
const phpMissing: StayRule = {
  ...v2Missing,
  id: 'openml/data-tag-json-body',
  title: 'Tagging and the list of qualities have no v2 endpoint',
  guide: 'V1: PHP to Python',
  phase: 'stage-1',
  todo: 'Stay on v1 for this call; the stage php-to-v1 moves it to the Python server.',
  base: PHP,
  indistinct: false,
  v1: [PHP_TAG, PHP_QUALITIES],
};

/** Known from the server: the guide says nothing of tags. */
const taggedByPython: Rule[] = [
  {
    id: 'openml/data-tag-json-body',
    kind: 'move',
    title: 'A dataset is tagged with a JSON body at /datasets/tag',
    guide: 'V1: PHP to Python',
    level: 'review',
    phase: 'stage-1',
    why: 'The Python server takes a JSON body with a number for data_id; the key stands in the query.',
    todo: 'Send JSON, and the key in the query.',
    verify: 'The tag is answered.',
    evidence: 'real-only',
    option: 'realOnly',
    base: PHP,
    v1: [PHP_TAG, PHP_QUALITIES],
    v2: [TAG, QUALITIES],
  },
  {
    id: 'openml/data-tag-number',
    kind: 'change',
    title: 'data_id of a tag is a number',
    guide: 'V1: PHP to Python',
    level: 'review',
    phase: 'stage-1',
    evidence: 'real-only',
    option: 'realOnly',
    on: [PHP_TAG],
    request: [{ op: 'convert', name: 'data_id', with: { to: 'number' } }],
  },
  {
    ...phpMissing,
    id: 'openml/data-tag-unported',
    option: '!realOnly',
    title: 'Tagging is no part of the guide',
    todo: 'Stay on the PHP server for this call.',
  },
];

/** The rule without its examples, which show the way to v2. */
function withoutExamples(rule: MoveRule): MoveRule {
  const { examples: _examples, ...rest } = rule;
  return rest;
}

const REBASE: Rule = {
  id: 'openml/base-url',
  kind: 'base',
  role: 'rebase',
  title: 'A shared base moves when every call on it does',
  guide: 'Migration',
  level: 'review',
  why: 'Endpoints that stay on the PHP server often share a base with those that move.',
  facts: ['every call that is built on the base is migrated in the same run'],
  todo: 'Give the migrated calls a base of their own.',
  evidence: 'derived',
};

const V2_ANSWERS = { dataset: [PHP_DATASET, DATASET], list: [...PHP_LIST, ...LIST] };

export default definePack({
  id: 'openml',
  title: 'OpenML API v1 (PHP or Python) to v2',
  guide: { title: 'Migration', url: 'https://github.com/openml/server-api/blob/main/docs/migration.md' },
  base: { v1: [PHP, PYTHON_V1], v2: V2 },
  evidence: { distinct: true, hosts: ['openml.org'] },
  errorFields: ['error', 'errors', 'detail'],
  queries: [...PHP_LIST, ...LIST].filter((endpoint) => endpoint.startsWith('POST ')),
  phases: { 'stage-1': 'V1: PHP to Python', 'stage-2': 'V1 to V2' },
  options: {
    realOnly: { description: 'Also apply what is known from the public servers and not stated in the guide.', default: false },
    advice: { description: 'Also report where behaviour may differ, though nothing has to be done.', default: false },
  },
  rules: [
    phpDataset,
    phpList,
    pythonDatasets,
    phpMissing,
    v2Missing,
    unported,
    xml,
    REBASE,
    ...listRules(V2_ANSWERS.list),
    ...errorRules(PHP_ALL),
    ...stageOneAnswers({ dataset: [PHP_DATASET], list: PHP_LIST }, 'null'),
    ...stageTwoAnswers(V2_ANSWERS),
  ],
  stages: {
    'php-to-v1': {
      base: { v1: PHP, v2: PYTHON_V1 },
      rules: [
        withoutExamples(phpDataset),
        withoutExamples(phpList),
        unported,
        xml,
        REBASE,
        ...taggedByPython,
        ...listRules(PHP_LIST),
        ...errorRules(PHP_ALL),
        ...stageOneAnswers({ dataset: [PHP_DATASET], list: PHP_LIST }, 'absent').map((rule) => ({ ...rule, examples: [] })),
      ],
    },
    'v1-to-v2': {
      base: { v1: PYTHON_V1, v2: V2 },
      rules: [pythonDatasets, v2Missing, REBASE, ...stageTwoAnswers({ dataset: [DATASET], list: LIST })],
    },
  },
});

import type { Lens, Rule } from '../../src/pack/model.js';
import { PROVIDER } from './shapes.js';

const SDK = { module: '@agentplatform/sdk' };
const CLASS = 'AgentPlatform';

const READ: Lens = [
  { op: 'rename', from: 'model', to: 'modelId' },
  { op: 'plunge', host: 'modelConfig', name: 'modelId' },
];

const WRITE: Lens = [
  { op: 'add', name: 'provider', value: { from: 'model', with: PROVIDER } },
  { op: 'plunge', host: 'modelConfig', name: 'provider' },
  ...READ,
  { op: 'plunge', host: 'modelConfig', name: 'temperature' },
  { op: 'plunge', host: 'modelConfig', name: 'maxTokens' },
];

/** The client library. */
export const sdk: Rule[] = [
  {
    id: 'agent-platform/sdk-package',
    kind: 'sdk',
    title: 'The package is @agentplatform/sdk 2.x',
    guide: 'SDK Version Alignment',
    level: 'auto',
    phase: '1',
    why: 'sdk 1.x speaks v1 and is deprecated; 2.x speaks v2. Without apiVersion the package takes the latest stable version, so both change together.',
    facts: ['the range in package.json admits 1.x only'],
    todo: 'Install the new version.',
    environment: 'package.json asks for @agentplatform/sdk 2.x now: install it.',
    evidence: 'guide',
    ...SDK,
    range: { major: 1, to: '^2.0.0' },
  },
  {
    id: 'agent-platform/sdk-api-version',
    kind: 'sdk',
    title: 'The client says `apiVersion: "v2"`',
    guide: 'Multi-Version SDK Support',
    level: 'auto',
    phase: '1',
    why: 'A client that names no version changes it with the package.',
    facts: ['the options of the constructor are an object literal'],
    todo: 'Set apiVersion where the options are made.',
    verify: 'No client says v1.',
    evidence: 'guide',
    ...SDK,
    construct: { symbol: CLASS, set: { apiVersion: 'v2' } },
    examples: [
      {
        before: `import { AgentPlatform } from '@agentplatform/sdk';

export const platform = new AgentPlatform({ apiKey: process.env.KEY, apiVersion: 'v1' });
`,
        after: `import { AgentPlatform } from '@agentplatform/sdk';

export const platform = new AgentPlatform({ apiKey: process.env.KEY, apiVersion: 'v2' });
`,
      },
    ],
  },
  {
    id: 'agent-platform/sdk-model-config',
    kind: 'sdk',
    title: 'agents.create takes `modelConfig` {provider, modelId}',
    guide: 'Multi-Version SDK Support',
    level: 'auto',
    phase: '3',
    why: 'The types of 2.x follow API v2, in camel case.',
    facts: ['the receiver is a client of the platform', 'the argument is made in sight'],
    todo: 'Check the argument against the types of the package.',
    verify: 'The project type-checks with sdk 2.x.',
    evidence: 'guide',
    ...SDK,
    methods: { 'agents.create': { symbol: CLASS, request: WRITE }, 'agents.update': { symbol: CLASS, argument: 1, request: WRITE } },
  },
  {
    id: 'agent-platform/sdk-response-model',
    kind: 'sdk',
    title: '`model` of an agent is `modelConfig.modelId`',
    guide: 'Multi-Version SDK Support',
    level: 'review',
    phase: '3',
    why: 'The types of 2.x follow API v2, in camel case.',
    facts: ['the receiver is a client of the platform', 'the reads of the result are in sight'],
    todo: 'Check the reads against the types of the package.',
    verify: 'The project type-checks with sdk 2.x.',
    evidence: 'guide',
    ...SDK,
    methods: {
      'agents.create': { symbol: CLASS, response: READ },
      'agents.get': { symbol: CLASS, response: READ },
      'agents.update': { symbol: CLASS, response: READ },
      'agents.list': { symbol: CLASS, response: [{ op: 'map', lens: READ }] },
    },
  },
];

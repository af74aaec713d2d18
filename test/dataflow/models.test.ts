import { expect, it } from 'vitest';
import { loadShipped } from '../../rules/index.js';
import { scan } from '../../src/scan/index.js';
import { workspace } from '../workspace.js';

const MODELS = "'https://rag.local/api/v1/rag/models'";

/** Ways through a function, each with the text that the file begins with and the expression that gives the URL. */
const WAYS: [name: string, imports: string, url: string][] = [
  ['freeze', '', `Object.freeze({ url: ${MODELS} }).url`],
  ['clone', '', `structuredClone({ url: ${MODELS} }).url`],
  ['resolved', '', `await Promise.resolve(${MODELS})`],
  ['assign', '', `Object.assign({}, { url: ${MODELS} }).url`],
  ['lodash', "import _ from 'lodash';", `_.merge({}, { url: ${MODELS} }).url`],
  ['lodash-es', "import { defaults } from 'lodash-es';", `defaults({}, { url: ${MODELS} }).url`],
  ['lodash-file', "import defaultsDeep from 'lodash/defaultsDeep';", `defaultsDeep({}, { url: ${MODELS} }).url`],
  ['lodash-get', "import { get } from 'lodash';", `get({ api: { models: ${MODELS} } }, 'api.models')`],
  ['deepmerge', "import deepmerge from 'deepmerge';", `deepmerge({ url: ${MODELS} }, { retry: 1 }).url`],
  ['defu', "import { defu } from 'defu';", `defu({ url: ${MODELS} }, { retry: 1 }).url`],
  ['format', "import { format } from 'node:util';", "format('https://rag.local/api/v1/%s/%s', 'rag', 'models')"],
  ['format-whole', "import util from 'util';", "util.format('https://rag.local/api/v1/rag/%s', 'models')"],
  ['url-join', "import urlJoin from 'url-join';", "urlJoin('https://rag.local/api/v1', 'rag', 'models')"],
  ['posix', "import path from 'node:path';", "'https://rag.local' + path.posix.join('/api/v1', 'rag', 'models')"],
  ['vue-ref', "import { ref } from 'vue';", `ref(${MODELS}).value`],
  ['vue-computed', "import { computed } from 'vue';", `computed(() => ${MODELS}).value`],
  ['memo', "import { useMemo } from 'react';", `useMemo(() => ${MODELS}, [])`],
  ['by-name', '', "['https://rag.local/api/v1', ...['rag', 'models'].map(encodeURIComponent)].join('/')"],
  ['declared', "import { joinPath } from '@acme/url';", "joinPath('https://rag.local/api/v1', 'rag', 'models')"],
  ['declared-merge', "import withDefaults from '@acme/options';", `withDefaults({ url: ${MODELS} }, {}).url`],
];

it('follows a URL through what libraries do with it', async () => {
  const files = Object.fromEntries(WAYS.map(([name, imports, url]) => [`${name}.js`, `${imports}\nawait fetch(${url});\n`]));
  const root = workspace(files);
  const { findings } = await scan({
    paths: [root],
    cwd: root,
    packs: [await loadShipped('rag-services')],
    models: [
      { module: '@acme/url', name: 'joinPath', gives: 'path' },
      { module: '@acme/options', gives: 'merged', wins: 'first' },
    ],
  });
  const found = new Set(findings.filter(({ client, v1 }) => client === 'fetch' && v1.endsWith('/models')).map(({ file }) => file));
  expect(WAYS.map(([name]) => name).filter((name) => !found.has(`${name}.js`))).toEqual([]);
});

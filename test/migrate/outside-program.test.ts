import { expect, it } from 'vitest';
import { loadShipped } from '../../rules/index.js';
import { migrate } from '../../src/migrate/index.js';
import { workspace } from '../workspace.js';

it('checks no types of importers that the configuration leaves out', async () => {
  const root = workspace({
    'tsconfig.json': '{ "compilerOptions": { "strict": true, "module": "esnext", "moduleResolution": "bundler" } }\n',
    'api.ts': 'export const list = (org: string) => fetch(`/api/v1/orgs/${org}/datasets`);\n',
    'App.vue': `<script setup lang="ts">
import { list } from './api';
class View { show({ id, name }: { id: string; name: string }) { return [id, name]; } }
const first = await list(new View().show({ id: 'a', name: 'b' })[0] ?? '');
</script>
<template><p>{{ first.ok }}</p></template>
`,
    'old.js': "const { list } = require('./api');\nmodule.exports = ({ org, id }) => list(org).then((answer) => [answer.ok, id]);\n",
  });
  const { findings, changes } = await migrate({ cwd: root, paths: [root], packs: [await loadShipped('tao')] });
  expect(findings).toMatchObject([{ file: 'api.ts', state: 'migrated' }]);
  expect(changes.map(({ file }) => file)).toEqual([`${root}/api.ts`]);
});

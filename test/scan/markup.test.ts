import { expect, it } from 'vitest';
import { loadShipped } from '../../rules/index.js';
import { migrate } from '../../src/migrate/index.js';
import { scan } from '../../src/scan/index.js';
import { type Files, workspace } from '../workspace.js';

const packs = [await loadShipped('tao')];
const URL = '/api/v1/orgs/acme/datasets/d/jobs';

async function foundIn(files: Files): Promise<string[]> {
  const root = workspace(files);
  const { findings, errors } = await scan({ cwd: root, paths: [root], packs });
  expect(errors).toEqual([]);
  return findings.map(({ file, line, level }) => `${file}:${line} ${level}`);
}

it.each([
  [
    'Jobs.vue',
    `<script setup>\nconst a = 1;\n</script>\n<template>\n  <button @click="() => fetch('${URL}')" :class="{ on: is(a), b: 2 }">{{ a }}</button>\n</template>\n`,
    5,
  ],
  ['Jobs.vue', `<template>\n  <button v-on:click="busy = true; fetch('${URL}')" />\n</template>\n`, 2],
  ['Jobs.svelte', `<script>\n  let a;\n</script>\n{#await fetch('${URL}') then answer}\n  <p>{answer.status}</p>\n{/await}\n`, 4],
  ['Jobs.svelte', `<style>\n  p { color: red; }\n</style>\n<button on:click={() => fetch('${URL}')}>{'{'}</button>\n`, 4],
  ['jobs.astro', `---\nconst answer = await fetch('${URL}');\n---\n<p>{answer.status}</p>\n`, 2],
  ['jobs.astro', `---\nconst a = 1;\n---\n<p>\n{(await fetch('${URL}')).status}</p>\n`, 5],
])('finds a call in %s', async (name, text, line) => {
  expect(await foundIn({ [name]: text })).toMatchObject([expect.stringMatching(new RegExp(`^${name}:${line} `))]);
});

it('leaves calls in markup to a person', async () => {
  const text = `<script setup>\nconst jobs = () => fetch('${URL}').then((answer) => answer.status);\n</script>\n<template>\n  <p @click="fetch('${URL}')">{{ jobs() }}</p>\n</template>\n`;
  const root = workspace({ 'Jobs.vue': text });
  const { findings, changes } = await migrate({ cwd: root, paths: [root], packs });
  expect(findings.map(({ line, state }) => `${line} ${state}`)).toEqual(['2 migrated', '5 manual']);
  expect(changes[0]?.after.split('\n')[4]).toBe(text.split('\n')[4]);
});

it('follows a name of the script into the markup', async () => {
  const text = `<script setup>\nimport { url } from './url';\n</script>\n<template>\n  <p @click="fetch(url)" />\n</template>\n`;
  expect(await foundIn({ 'Jobs.vue': text, 'url.ts': `export const url = '${URL}';\n` })).toEqual(['Jobs.vue:5 manual']);
});

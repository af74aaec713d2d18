import type { Lens } from '../../../../src/pack/model.js';
import { answerRule, main } from './programs.js';
import type { Scenario } from './scenarios.js';

const JOB = { id: 'a', name: 'train' };
const RENAME: Lens = [{ op: 'rename', from: 'name', to: 'title' }];
const RULES = [answerRule(['GET /jobs/{id}'], RENAME)];
const LOAD = 'await fetch(`${process.env.API}/api/v1/jobs/1`).then((res) => res.json())';

/** A program that runs: what is stored is read in another place. */
function stored(name: string, body: string, before: string, has: string[]): Scenario {
  return {
    name: `store: ${name}`,
    rules: RULES,
    files: main(body, before),
    answers: { 'GET /jobs/1': JOB },
    lenses: { 'GET /jobs/1': RENAME },
    has,
    level: 'auto',
  };
}

/** Files of a library that is not installed. */
function shared(name: string, files: Record<string, string>, more: Partial<Scenario>): Scenario {
  return { name: `store: ${name}`, rules: RULES, files, ...more };
}

const STORE = (options = ''): string =>
  `import { defineStore } from 'pinia';
export const useJob = defineStore('job', {
  state: () => ({ job: null }),
  ${options}getters: { label: (state) => state.job?.name },
  actions: {
    async open() {
      this.job = ${LOAD};
    },
  },
});
`;

/** Values that an object, a store, a component or a context keeps for code elsewhere. */
export const STORES: Scenario[] = [
  stored(
    'an object whose method stores the answer in it',
    'await state.open();\nreturn [state.job.name, state.label()];',
    `const state = {\n  job: null,\n  async open() {\n    this.job = ${LOAD};\n  },\n  label() {\n    return this.job.name;\n  },\n};\n`,
    ['state.job.title', 'this.job.title'],
  ),
  stored(
    'an object that a function makes',
    'const state = make();\nawait state.open();\nreturn state.job.name;',
    `function make() {\n  return {\n    job: null,\n    async open() {\n      this.job = ${LOAD};\n    },\n  };\n}\n`,
    ['state.job.title'],
  ),
  stored(
    'a field of a class that a callback in an object sets',
    'const view = new View();\nawait view.open();\nreturn view.label();',
    `const run = async (work) => work.done(${LOAD});\nclass View {\n  open() {\n    return run({ done: (job) => { this.job = job; } });\n  }\n  label() {\n    return this.job.name;\n  }\n}\n`,
    ['this.job.title'],
  ),
  shared(
    'a variable that other files name, through a barrel too',
    {
      'state.js': `export let job = null;\nexport async function open() {\n  job = ${LOAD};\n}\n`,
      'index.js': "export * from './state.js';\n",
      'a.js': "import { job as current } from './index.js';\nexport const a = () => current.name;\n",
      'b.js': "import * as state from './state.js';\nconsole.log(state.job.name);\n",
    },
    { has: ['current.title', 'state.job.title'], level: 'auto' },
  ),
  shared(
    'options of pinia',
    {
      'store.js': STORE(),
      'use.js':
        "import { storeToRefs } from 'pinia';\nimport { useJob } from './store.js';\nconst store = useJob();\nconst { job } = storeToRefs(store);\nawait store.open();\nconsole.log(store.job.name, job.value.name, store.label);\n",
      'View.vue':
        "<script setup>\nimport { useJob } from './store.js';\nconst store = useJob();\n</script>\n<template><p>{{ store.job.name }}</p></template>\n",
    },
    { has: ['state.job?.title', 'store.job.title', 'job.value.title', '{{ store.job.title }}'], level: 'auto' },
  ),
  shared(
    'a function that sets up a store of pinia',
    {
      'store.js': `import { defineStore } from 'pinia';\nimport { computed, ref } from 'vue';\nexport const useJob = defineStore('job', () => {\n  const job = ref(null);\n  const label = computed(() => job.value?.name);\n  async function open() {\n    job.value = ${LOAD};\n  }\n  return { job, label, open };\n});\n`,
      'use.js': "import { useJob } from './store.js';\nconst store = useJob();\nawait store.open();\nconsole.log(store.job.name);\n",
    },
    { has: ['job.value?.title', 'store.job.title'], level: 'auto' },
  ),
  shared(
    'a plugin keeps what a store holds',
    { 'store.js': STORE('persist: true,\n  '), 'use.js': "import { useJob } from './store.js';\nconsole.log(useJob().job.name);\n" },
    { level: 'review', reason: /seen by the option persist/ },
  ),
  shared(
    'a helper maps what a store holds into a component',
    {
      'store.js': STORE(),
      'View.vue':
        "<script>\nimport { mapState } from 'pinia';\nimport { useJob } from './store.js';\nexport default { computed: { ...mapState(useJob, ['job']) } };\n</script>\n<template><p>{{ job.name }}</p></template>\n",
    },
    { level: 'review', reason: /mapState/ },
  ),
  shared(
    'options of a component, with what it watches and shows',
    {
      'View.vue': `<script>\nexport default {\n  data() {\n    return { job: null, title: '' };\n  },\n  watch: { job(next) { this.title = next.name; } },\n  async created() {\n    this.job = ${LOAD};\n  },\n  methods: { label() { const { job } = this; return job.name; } },\n};\n</script>\n<template><p v-if="job">{{ job.name }}</p></template>\n`,
    },
    { has: ['next.title', 'return job.title', '{{ job.title }}'], level: 'auto' },
  ),
  shared(
    'a mixin shares what it stores with components that are not known',
    {
      'mixin.js': `export default {\n  data: () => ({ job: null }),\n  computed: { label() { return this.job?.name; } },\n  methods: {\n    async open() {\n      this.job = ${LOAD};\n    },\n  },\n};\n`,
    },
    { level: 'review', reason: /exported/ },
  ),
  shared(
    'a context of React',
    {
      'context.jsx': `import { createContext, useContext, useState } from 'react';\nconst Jobs = createContext(null);\nexport function Provider({ children }) {\n  const [job, setJob] = useState(null);\n  const open = async () => setJob(${LOAD});\n  return <Jobs.Provider value={{ job, open }}>{children}</Jobs.Provider>;\n}\nexport const useJobs = () => useContext(Jobs);\n`,
      'View.jsx':
        "import { useJobs } from './context.jsx';\nexport function View() {\n  const { job } = useJobs();\n  return <p>{job?.name}</p>;\n}\n",
    },
    { has: ['{job?.title}'], level: 'auto' },
  ),
];

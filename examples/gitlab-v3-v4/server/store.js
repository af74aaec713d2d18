const VISIBILITY = ['private', 'internal', 'public'];

/** The state of a small GitLab: one user, a few projects. Both versions of the API read and write it. */
export function createStore() {
  let lastId = 100;
  const nextId = () => (lastId += 7);
  /** @type {Map<number, ReturnType<typeof newProject>>} */
  const projects = new Map();

  /** @param {{ name: string, visibility: string, member?: boolean, owned?: boolean, starred?: boolean }} values */
  function newProject({ name, visibility, member = true, owned = member, starred = false }) {
    const project = {
      id: nextId(),
      name,
      path: `ada/${name}`,
      visibility,
      member,
      owned,
      starred,
      jobsEnabled: true,
      branches: new Map([['main', 'c0ffee01']]),
      files: new Map([
        ['README.md', `# ${name}\n`],
        ['docs/release notes.md', `Notes of ${name}\n`],
      ]),
      jobs: [
        { id: nextId(), name: 'test', status: 'success', ref: 'main' },
        { id: nextId(), name: 'deploy', status: 'failed', ref: 'main' },
      ],
      /** @type {{ id: number, iid: number, title: string, labels: string[], subscribed: boolean, notes: { id: number, body: string }[] }[]} */
      issues: [],
      /** @type {Map<number, number>} user to access level */
      members: new Map(),
    };
    projects.set(project.id, project);
    return project;
  }

  const compass = newProject({ name: 'compass', visibility: 'public', starred: true });
  newProject({ name: 'sextant', visibility: 'private' });
  newProject({ name: 'astrolabe', visibility: 'public', member: false });
  const todos = [1, 2, 3].map((number) => ({ id: nextId(), state: 'pending', body: `Review change ${number} of ${compass.name}` }));
  return { projects, todos, newProject, nextId };
}

/** @param {string} name */
export const levelOf = (name) => VISIBILITY.indexOf(name) * 10;

/** @param {number} level */
export const visibilityOf = (level) => VISIBILITY[level / 10];

/** @typedef {ReturnType<typeof createStore>} Store */
/** @typedef {ReturnType<Store['newProject']>} Project */

import { levelOf, visibilityOf } from './store.js';

/** @import { Project, Store } from './store.js' */

/**
 * @typedef {{ status: number, body?: unknown, text?: string }} Answer
 * @typedef {{ path: string[], query: URLSearchParams, body: Record<string, any>, store: Store }} Call
 * @typedef {{ on: string, query?: string[], body?: string[], need?: string[], answer: (call: Call) => Answer }} Route
 */

/** @param {unknown} body @returns {Answer} */
const ok = (body) => ({ status: 200, body });
/** @param {unknown} body @returns {Answer} */
const created = (body) => ({ status: 201, body });
/** @param {string} what @returns {Answer} */
const missing = (what) => ({ status: 404, body: { message: `404 ${what} Not Found` } });
/** @param {string} message @returns {Answer} */
const invalid = (message) => ({ status: 400, body: { message } });

const PAGES = ['page', 'per_page'];

/** @param {(project: Project, call: Call) => Answer} answer @returns {(call: Call) => Answer} */
const inProject = (answer) => (call) => {
  const project = call.store.projects.get(Number(call.path[0]));
  return project ? answer(project, call) : missing('Project');
};

/** @param {(project: Project) => unknown} view @param {(project: Project, call: Call) => boolean} wanted @returns {(call: Call) => Answer} */
const projectsWhere = (view, wanted) => (call) =>
  ok([...call.store.projects.values()].filter((project) => wanted(project, call)).map(view));

/** @param {Project} project @param {string} ref */
const knowsRef = (project, ref) => project.branches.has(ref) || [...project.branches.values()].includes(ref);

/** @param {Project} project @param {string} path @param {string} ref @returns {Answer} */
function fileAt(project, path, ref) {
  const text = project.files.get(path);
  if (text === undefined || !knowsRef(project, ref)) return missing('File');
  return ok({ file_path: path, ref, encoding: 'base64', content: Buffer.from(text).toString('base64') });
}

/** @param {Project} project @param {string} path @param {string} ref @returns {Answer} */
function rawAt(project, path, ref) {
  const text = project.files.get(path);
  return text === undefined || !knowsRef(project, ref) ? missing('File') : { status: 200, text };
}

/** @param {Project} project @param {string} ref @returns {Answer} */
const treeAt = (project, ref) =>
  knowsRef(project, ref) ? ok([...project.files.keys()].map((path) => ({ path, type: 'blob' }))) : missing('Tree');

/** @param {Project} project @param {string} name @param {string} ref @returns {Answer} */
function branchOff(project, name, ref) {
  const commit = project.branches.get(ref);
  if (!commit) return invalid('Invalid reference name');
  if (project.branches.has(name)) return invalid('Branch already exists');
  project.branches.set(name, commit);
  return created({ name, commit: { id: commit } });
}

/** @param {Project} project @param {Call} call @returns {Answer} */
function retryJob(project, { path }) {
  const job = project.jobs.find(({ id }) => id === Number(path[1]));
  if (!job) return missing('Job');
  job.status = 'pending';
  return created(job);
}

/** @param {Call} call @returns {Answer} */
function finishTodo({ path, store }) {
  const todo = store.todos.find(({ id }) => id === Number(path[0]));
  if (!todo) return missing('Todo');
  todo.state = 'done';
  return ok(todo);
}

/** @param {Project} project @param {Call} call */
function openIssue(project, { body, store }) {
  const iid = project.issues.length + 1;
  const issue = { id: store.nextId(), iid, title: body.title, labels: String(body.labels ?? '').split(','), subscribed: true, notes: [] };
  project.issues.push(issue);
  return issue;
}

/** @param {Project['issues'][number]} issue */
const issueView = ({ notes, ...issue }) => ({ ...issue, user_notes_count: notes.length });

/** @param {'id' | 'iid'} key @returns {(call: Call) => Answer} */
const comment = (key) =>
  inProject((project, { path, body, store }) => {
    const issue = project.issues.find((candidate) => candidate[key] === Number(path[1]));
    if (!issue) return missing('Issue');
    const note = { id: store.nextId(), body: body.body };
    issue.notes.push(note);
    return created(key === 'id' ? { ...note, upvote: false, downvote: false } : note);
  });

/** @param {Project} project */
const common = ({ id, name, path }) => ({ id, name, path_with_namespace: path });

/** @param {Project} project */
const projectV3 = (project) => ({
  ...common(project),
  visibility_level: levelOf(project.visibility),
  public: project.visibility === 'public',
  builds_enabled: project.jobsEnabled,
});

/** @param {Project} project */
const projectV4 = (project) => ({ ...common(project), visibility: project.visibility, jobs_enabled: project.jobsEnabled });

/** @param {(project: Project) => unknown} view @param {(body: Record<string, any>) => string | undefined} visibility @returns {(call: Call) => Answer} */
const createProject = (view, visibility) => (call) => {
  const chosen = visibility(call.body);
  if (!chosen) return invalid('visibility does not have a valid value');
  return created(view(call.store.newProject({ name: call.body.name, visibility: chosen })));
};

/** @param {boolean} conflict @returns {(call: Call) => Answer} */
const addMember = (conflict) =>
  inProject((project, { body }) => {
    const level = project.members.get(body.user_id);
    if (level !== undefined && conflict) return { status: 409, body: { message: 'Member already exists' } };
    project.members.set(body.user_id, level ?? body.access_level);
    return created({ id: body.user_id, access_level: project.members.get(body.user_id) });
  });

/** @param {string} message @returns {Answer} */
const accepted = (message) => ({ status: 202, body: { message } });

/** @param {(project: Project) => Answer} answer */
const removeProject = (answer) =>
  inProject((project, { store }) => {
    store.projects.delete(project.id);
    return answer(project);
  });

/** @param {(project: Project) => Answer} answer */
const unstar = (answer) =>
  inProject((project) => {
    if (!project.starred) return { status: 304 };
    project.starred = false;
    return answer(project);
  });

/** @type {Route[]} */
export const v3 = [
  { on: 'GET /projects', query: PAGES, answer: projectsWhere(projectV3, ({ member }) => member) },
  { on: 'GET /projects/owned', query: PAGES, answer: projectsWhere(projectV3, ({ owned }) => owned) },
  { on: 'GET /projects/starred', query: PAGES, answer: projectsWhere(projectV3, ({ starred }) => starred) },
  { on: 'GET /projects/visible', query: PAGES, answer: projectsWhere(projectV3, () => true) },
  { on: 'GET /projects/search/*', query: PAGES, answer: projectsWhere(projectV3, ({ name }, { path }) => name.includes(path[0] ?? '')) },
  { on: 'GET /projects/*', answer: inProject((project) => ok(projectV3(project))) },
  {
    on: 'POST /projects',
    body: ['name', 'visibility_level', 'public'],
    need: ['name'],
    answer: createProject(projectV3, (body) => visibilityOf(body.visibility_level ?? (body.public ? 20 : 0))),
  },
  { on: 'DELETE /projects/*', answer: removeProject(() => ok(true)) },
  { on: 'DELETE /projects/*/star', answer: unstar((project) => ok(projectV3(project))) },
  {
    on: 'GET /projects/*/repository/files',
    query: ['file_path', 'ref'],
    need: ['file_path', 'ref'],
    answer: inProject((project, { query }) => fileAt(project, query.get('file_path') ?? '', query.get('ref') ?? '')),
  },
  {
    on: 'GET /projects/*/repository/blobs/*',
    query: ['filepath'],
    need: ['filepath'],
    answer: inProject((project, { path, query }) => rawAt(project, query.get('filepath') ?? '', path[1] ?? '')),
  },
  {
    on: 'GET /projects/*/repository/tree',
    query: ['ref_name', 'path', ...PAGES],
    answer: inProject((project, { query }) => treeAt(project, query.get('ref_name') ?? 'main')),
  },
  {
    on: 'POST /projects/*/repository/branches',
    body: ['branch_name', 'ref'],
    need: ['branch_name', 'ref'],
    answer: inProject((project, { body }) => branchOff(project, body.branch_name, body.ref)),
  },
  {
    on: 'DELETE /projects/*/repository/branches/*',
    answer: inProject((project, { path }) => (project.branches.delete(path[1] ?? '') ? ok({ branch_name: path[1] }) : missing('Branch'))),
  },
  { on: 'GET /projects/*/builds', query: ['scope', ...PAGES], answer: inProject((project) => ok(project.jobs)) },
  { on: 'POST /projects/*/builds/*/retry', answer: inProject(retryJob) },
  {
    on: 'POST /projects/*/members',
    body: ['user_id', 'access_level'],
    need: ['user_id', 'access_level'],
    answer: addMember(false),
  },
  {
    on: 'GET /projects/*/issues',
    query: ['state', 'labels', 'iid', ...PAGES],
    answer: inProject((project) => ok(project.issues.map(issueView))),
  },
  {
    on: 'POST /projects/*/issues',
    body: ['title', 'labels'],
    need: ['title'],
    answer: inProject((project, call) => created(issueView(openIssue(project, call)))),
  },
  { on: 'POST /projects/*/issues/*/notes', body: ['body'], need: ['body'], answer: comment('id') },
  { on: 'GET /todos', query: PAGES, answer: ({ store }) => ok(store.todos.filter(({ state }) => state === 'pending')) },
  { on: 'DELETE /todos/*', answer: finishTodo },
];

/** @param {Answer} answer @returns {Answer} a POST that succeeds answers 201 */
const posted = (answer) => (answer.status === 200 ? { ...answer, status: 201 } : answer);

/** @type {Route[]} */
export const v4 = [
  {
    on: 'GET /projects',
    query: ['membership', 'owned', 'starred', 'search', ...PAGES],
    answer: projectsWhere(
      projectV4,
      (project, { query }) =>
        (query.get('membership') !== 'true' || project.member) &&
        (query.get('owned') !== 'true' || project.owned) &&
        (query.get('starred') !== 'true' || project.starred) &&
        project.name.includes(query.get('search') ?? ''),
    ),
  },
  { on: 'GET /projects/*', answer: inProject((project) => ok(projectV4(project))) },
  {
    on: 'POST /projects',
    body: ['name', 'visibility'],
    need: ['name'],
    answer: createProject(projectV4, (body) =>
      ['private', 'internal', 'public'].includes(body.visibility ?? 'private') ? (body.visibility ?? 'private') : undefined,
    ),
  },
  { on: 'DELETE /projects/*', answer: removeProject(() => accepted('202 Accepted')) },
  { on: 'POST /projects/*/unstar', answer: unstar((project) => created(projectV4(project))) },
  {
    on: 'GET /projects/*/repository/files/*',
    query: ['ref'],
    need: ['ref'],
    answer: inProject((project, { path, query }) => fileAt(project, path[1] ?? '', query.get('ref') ?? '')),
  },
  {
    on: 'GET /projects/*/repository/files/*/raw',
    query: ['ref'],
    need: ['ref'],
    answer: inProject((project, { path, query }) => rawAt(project, path[1] ?? '', query.get('ref') ?? '')),
  },
  {
    on: 'GET /projects/*/repository/tree',
    query: ['ref', 'path', ...PAGES],
    answer: inProject((project, { query }) => treeAt(project, query.get('ref') ?? 'main')),
  },
  {
    on: 'POST /projects/*/repository/branches',
    body: ['branch', 'ref'],
    need: ['branch', 'ref'],
    answer: inProject((project, { body }) => branchOff(project, body.branch, body.ref)),
  },
  {
    on: 'DELETE /projects/*/repository/branches/*',
    answer: inProject((project, { path }) => (project.branches.delete(path[1] ?? '') ? ok({ branch: path[1] }) : missing('Branch'))),
  },
  { on: 'GET /projects/*/jobs', query: ['scope', ...PAGES], answer: inProject((project) => ok(project.jobs)) },
  { on: 'POST /projects/*/jobs/*/retry', answer: inProject(retryJob) },
  {
    on: 'POST /projects/*/members',
    body: ['user_id', 'access_level'],
    need: ['user_id', 'access_level'],
    answer: addMember(true),
  },
  {
    on: 'GET /projects/*/issues',
    query: ['state', 'labels', ...PAGES],
    answer: inProject((project) => ok(project.issues.map((issue) => ({ ...issueView(issue), subscribed: undefined })))),
  },
  {
    on: 'POST /projects/*/issues',
    body: ['title', 'labels'],
    need: ['title'],
    answer: inProject((project, call) => created(issueView(openIssue(project, call)))),
  },
  { on: 'POST /projects/*/issues/*/notes', body: ['body'], need: ['body'], answer: comment('iid') },
  { on: 'GET /todos', query: PAGES, answer: ({ store }) => ok(store.todos.filter(({ state }) => state === 'pending')) },
  { on: 'POST /todos/*/mark_as_done', answer: (call) => posted(finishTodo(call)) },
];

const HOST = process.env.GITLAB_URL ?? 'https://gitlab.com';
const API = `${HOST}/api/v3`;

const headers = { 'PRIVATE-TOKEN': process.env.GITLAB_TOKEN ?? '', 'Content-Type': 'application/json' };

async function answerOf(response) {
  if (!response.ok) throw new Error(`${response.status} ${response.url}`);
  return response.json();
}

/** Projects whose name has the text in it. */
export async function searchProjects(text) {
  const response = await fetch(`${API}/projects/search/${encodeURIComponent(text)}`, { headers });
  return answerOf(response);
}

/** Names of all projects of which the user is a member, with how open they are. */
export async function myProjects() {
  const response = await fetch(`${API}/projects?per_page=100`, { headers });
  const projects = await answerOf(response);
  return projects.map((project) => `${project.name}${project.visibility_level === 20 ? ' (public)' : ''}`);
}

export async function starred() {
  const response = await fetch(`${API}/projects/starred`, { headers });
  return (await answerOf(response)).map((project) => project.name);
}

/** True when there was a star to take away. */
export async function unstar(project) {
  const response = await fetch(`${API}/projects/${project}/star`, { method: 'DELETE', headers });
  return response.status === 200;
}

export async function createProject(name, open) {
  const response = await fetch(`${API}/projects`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ name, visibility_level: open ? 20 : 0 }),
  });
  const project = await answerOf(response);
  return { id: project.id, jobs: project.builds_enabled };
}

export async function removeProject(project) {
  const response = await fetch(`${API}/projects/${project}`, { method: 'DELETE', headers });
  if (response.status !== 200) throw new Error(`project ${project} is still there`);
}

export async function createBranch(project, name, ref) {
  const response = await fetch(`${API}/projects/${project}/repository/branches`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ branch_name: name, ref }),
  });
  return (await answerOf(response)).commit.id;
}

export async function deleteBranch(project, name) {
  const response = await fetch(`${API}/projects/${project}/repository/branches/${encodeURIComponent(name)}`, { method: 'DELETE', headers });
  return (await answerOf(response)).branch_name;
}

export async function filesAt(project, ref) {
  const response = await fetch(`${API}/projects/${project}/repository/tree?ref_name=${encodeURIComponent(ref)}`, { headers });
  return (await answerOf(response)).map((entry) => entry.path);
}

export async function readFile(project, path, ref) {
  const response = await fetch(`${API}/projects/${project}/repository/files?file_path=${encodeURIComponent(path)}&ref=${ref}`, { headers });
  return Buffer.from((await answerOf(response)).content, 'base64').toString();
}

export async function rawFile(project, path, commit) {
  const response = await fetch(`${API}/projects/${project}/repository/blobs/${commit}?filepath=${encodeURIComponent(path)}`, { headers });
  return response.text();
}

export async function retryFailed(project) {
  const response = await fetch(`${API}/projects/${project}/builds`, { headers });
  const failed = (await answerOf(response)).filter((build) => build.status === 'failed');
  for (const build of failed) {
    await fetch(`${API}/projects/${project}/builds/${build.id}/retry`, { method: 'POST', headers });
  }
  return failed.map((build) => build.name);
}

export async function openIssue(project, title) {
  const response = await fetch(`${API}/projects/${project}/issues`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ title, labels: 'release' }),
  });
  return answerOf(response);
}

export async function comment(project, issue, body) {
  const response = await fetch(`${API}/projects/${project}/issues/${issue.id}/notes`, {
    method: 'POST',
    headers,
    body: JSON.stringify({ body }),
  });
  return (await answerOf(response)).body;
}

/** Marks every pending todo as done, one by one. */
export async function finishTodos() {
  const response = await fetch(`${API}/todos`, { headers });
  const todos = await answerOf(response);
  for (const todo of todos) {
    await fetch(`${API}/todos/${todo.id}`, { method: 'DELETE', headers });
  }
  return todos.length;
}

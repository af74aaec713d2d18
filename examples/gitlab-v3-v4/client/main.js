// Prepares the release of a project: a branch, the notes, the failed jobs, an issue that says so.
import * as gitlab from './gitlab.js';

const name = process.argv[2] ?? 'compass';
const [project] = await gitlab.searchProjects(name);
if (!project) throw new Error(`there is no project ${name}`);

console.log('projects', await gitlab.myProjects());
console.log('starred', await gitlab.starred(), 'unstarred', await gitlab.unstar(project.id), await gitlab.unstar(project.id));

const commit = await gitlab.createBranch(project.id, 'release/1.0', 'main');
console.log('files', await gitlab.filesAt(project.id, 'release/1.0'));
console.log('notes', await gitlab.readFile(project.id, 'docs/release notes.md', 'main'));
console.log('readme', await gitlab.rawFile(project.id, 'README.md', commit));
console.log('retried', await gitlab.retryFailed(project.id));

const issue = await gitlab.openIssue(project.id, `Release of ${name}`);
console.log('issue', issue.title, await gitlab.comment(project.id, issue, `Branched at ${commit}`));

const sandbox = await gitlab.createProject(`${name}-sandbox`, true);
console.log('sandbox', sandbox.jobs);
await gitlab.removeProject(sandbox.id);
console.log('deleted', await gitlab.deleteBranch(project.id, 'release/1.0'));
console.log('todos done', await gitlab.finishTodos());

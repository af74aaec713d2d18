import type { LensOp, Rule } from 'api-migrate';

const renames = (pairs: [string, string][]): LensOp[] => pairs.map(([from, to]) => ({ op: 'rename', from, to }));

const OF_PROJECT = renames([
  ['builds_enabled', 'jobs_enabled'],
  ['public_builds', 'public_jobs'],
  ['only_allow_merge_if_build_succeeds', 'only_allow_merge_if_pipeline_succeeds'],
  ['merge_when_build_succeeds', 'merge_when_pipeline_succeeds'],
]);

const OF_HOOK = renames([['build_events', 'job_events']]);

/** Builds are jobs, triggers of builds are triggers of pipelines. */
export const jobRules: Rule[] = [
  {
    id: 'gitlab/jobs',
    kind: 'move',
    title: 'Builds are jobs',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    v1: [
      'GET /projects/{id}/builds',
      'GET /projects/{id}/builds/{build_id}',
      'GET /projects/{id}/builds/{build_id}/artifacts',
      'GET /projects/{id}/builds/{build_id}/trace',
      'POST /projects/{id}/builds/{build_id}/cancel',
      'POST /projects/{id}/builds/{build_id}/retry',
      'POST /projects/{id}/builds/{build_id}/erase',
      'POST /projects/{id}/builds/{build_id}/play',
      'POST /projects/{id}/builds/{build_id}/artifacts/keep',
    ],
    v2: [
      'GET /projects/{id}/jobs',
      'GET /projects/{id}/jobs/{build_id}',
      'GET /projects/{id}/jobs/{build_id}/artifacts',
      'GET /projects/{id}/jobs/{build_id}/trace',
      'POST /projects/{id}/jobs/{build_id}/cancel',
      'POST /projects/{id}/jobs/{build_id}/retry',
      'POST /projects/{id}/jobs/{build_id}/erase',
      'POST /projects/{id}/jobs/{build_id}/play',
      'POST /projects/{id}/jobs/{build_id}/artifacts/keep',
    ],
    examples: [
      {
        before: `import axios from 'axios';

const gitlab = axios.create({ baseURL: 'https://gitlab.com/api/v3' });

export async function retry(project: number, build: number): Promise<string> {
  const { data } = await gitlab.post<{ status: string }>(\`/projects/\${project}/builds/\${build}/retry\`);
  return data.status;
}
`,
        after: `import axios from 'axios';

const gitlab = axios.create({ baseURL: 'https://gitlab.com/api/v4' });

export async function retry(project: number, build: number): Promise<string> {
  const { data } = await gitlab.post<{ status: string }>(\`/projects/\${project}/jobs/\${build}/retry\`);
  return data.status;
}
`,
      },
    ],
  },
  {
    id: 'gitlab/artifacts-of-ref',
    kind: 'move',
    title: 'Artifacts of a branch are read below /jobs/artifacts',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    v1: ['GET /projects/{id}/builds/artifacts/{ref_name}/download'],
    v2: 'GET /projects/{id}/jobs/artifacts/{ref_name}/download',
  },
  {
    id: 'gitlab/commit-jobs',
    kind: 'removed',
    title: 'The builds of a commit cannot be listed',
    guide: '9.0',
    phase: '9.0',
    level: 'manual',
    todo: 'List the pipelines of the project, and the jobs of the pipeline.',
    v1: ['GET /projects/{id}/repository/commits/{sha}/builds', 'GET /projects/{id}/repository/commits/{sha}/jobs'],
  },
  {
    id: 'gitlab/job-names-of-project',
    kind: 'change',
    title: 'Settings of a project say `job` and `pipeline` in place of `build`',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    on: ['POST /projects', 'POST /projects/user/{user_id}', 'PUT /projects/{id}'],
    request: OF_PROJECT,
    response: OF_PROJECT,
  },
  {
    id: 'gitlab/job-names-of-read-project',
    kind: 'change',
    title: 'A project says `job` and `pipeline` in place of `build`',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    on: ['GET /projects/{id}', 'POST /projects/fork/{id}', 'POST /projects/{id}/star', 'DELETE /projects/{id}/star'],
    response: OF_PROJECT,
  },
  {
    id: 'gitlab/job-names-of-listed-projects',
    kind: 'change',
    title: 'Listed projects say `job` and `pipeline` in place of `build`',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    on: [
      'GET /projects',
      'GET /projects/visible',
      'GET /projects/all',
      'GET /projects/owned',
      'GET /projects/starred',
      'GET /projects/search/{query}',
      'GET /groups/{id}/projects',
    ],
    response: [{ op: 'map', lens: OF_PROJECT }],
  },
  {
    id: 'gitlab/job-events',
    kind: 'change',
    title: '`build_events` of a hook is `job_events`',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    on: ['POST /projects/{id}/hooks', 'PUT /projects/{id}/hooks/{hook_id}', 'GET /projects/{id}/hooks/{hook_id}'],
    request: OF_HOOK,
    response: OF_HOOK,
  },
  {
    id: 'gitlab/job-events-listed',
    kind: 'change',
    title: '`build_events` of listed hooks is `job_events`',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    on: ['GET /projects/{id}/hooks'],
    response: [{ op: 'map', lens: OF_HOOK }],
  },
  {
    id: 'gitlab/trigger-pipeline',
    kind: 'move',
    title: 'A trigger starts a pipeline',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    v1: ['POST /projects/{id}/trigger/builds'],
    v2: 'POST /projects/{id}/trigger/pipeline',
  },
  {
    id: 'gitlab/trigger-description',
    kind: 'change',
    title: 'A new trigger needs a description',
    guide: '9.0',
    phase: '9.0',
    level: 'review',
    todo: 'Say what the trigger is for.',
    on: ['POST /projects/{id}/triggers'],
    request: [{ op: 'default', name: 'description', value: 'Made through the API' }],
  },
  {
    id: 'gitlab/pipelines-basic',
    kind: 'change',
    title: 'Listed pipelines have id, sha, ref and status',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    todo: 'Read the pipeline itself for the rest.',
    on: ['GET /projects/{id}/pipelines'],
    response: [
      {
        op: 'map',
        lens: [
          'before_sha',
          'tag',
          'yaml_errors',
          'user',
          'created_at',
          'updated_at',
          'started_at',
          'finished_at',
          'committed_at',
          'duration',
          'coverage',
        ].map((name): LensOp => ({ op: 'remove', name })),
      },
    ],
  },
];

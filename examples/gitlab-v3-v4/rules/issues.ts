import type { Rule, Supply } from 'api-migrate';

const ISSUE = '/projects/{id}/issues/{issue_id}';
const MERGE_REQUEST = '/projects/{id}/merge_requests/{merge_request_id}';

/** Below an issue and below a merge request, everything but the subscription. */
const BELOW = [
  ['POST', '/todo'],
  ['POST', '/time_estimate'],
  ['POST', '/reset_time_estimate'],
  ['POST', '/add_spent_time'],
  ['POST', '/reset_spent_time'],
  ['GET', '/time_stats'],
  ['GET', '/award_emoji'],
  ['POST', '/award_emoji'],
  ['GET', '/award_emoji/{award_id}'],
  ['DELETE', '/award_emoji/{award_id}'],
  ['GET', '/notes'],
  ['POST', '/notes'],
  ['GET', '/notes/{note_id}'],
  ['PUT', '/notes/{note_id}'],
  ['DELETE', '/notes/{note_id}'],
  ['GET', '/notes/{note_id}/award_emoji'],
  ['POST', '/notes/{note_id}/award_emoji'],
] as const;

const OF_ISSUE = [['GET', ''], ['PUT', ''], ['DELETE', ''], ['POST', '/move'], ...BELOW] as const;

const OF_MERGE_REQUEST = [
  ['GET', ''],
  ['PUT', ''],
  ['DELETE', ''],
  ['GET', '/commits'],
  ['GET', '/changes'],
  ['PUT', '/merge'],
  ['GET', '/closes_issues'],
  ['GET', '/versions'],
  ['GET', '/versions/{version_id}'],
  ['GET', '/approvals'],
  ['POST', '/approve'],
  ...BELOW,
] as const;

const SINGULAR = [
  ['GET', ''],
  ['PUT', ''],
  ['GET', '/commits'],
  ['GET', '/changes'],
  ['PUT', '/merge'],
] as const;

type Paths = readonly (readonly [string, string])[];

const endpoints = (paths: Paths, parent: string): string[] => paths.map(([method, path]) => `${method} ${parent}${path}`);

/** `iid` is beside `id` in whatever answers issues; the same with merge requests. */
const ISSUE_NUMBER: Supply = {
  answers: [
    'GET /issues',
    'GET /projects/{id}/issues',
    'GET /groups/{id}/issues',
    'POST /projects/{id}/issues',
    `GET ${ISSUE}`,
    `PUT ${ISSUE}`,
  ],
  id: 'id',
  field: 'iid',
  by: 'issue_id',
};

const MERGE_REQUEST_NUMBER: Supply = {
  answers: [
    'GET /projects/{id}/merge_requests',
    'POST /projects/{id}/merge_requests',
    `GET ${MERGE_REQUEST}`,
    `PUT ${MERGE_REQUEST}`,
    'GET /projects/{id}/merge_request/{merge_request_id}',
    'PUT /projects/{id}/merge_request/{merge_request_id}',
  ],
  id: 'id',
  field: 'iid',
  by: 'merge_request_id',
};

const NUMBER = 'Pass the number within the project (iid, as in the web UI), not the id.';

/** Issues and merge requests: numbers within the project, filters, subscriptions. */
export const issueRules: Rule[] = [
  {
    id: 'gitlab/issue-iid',
    kind: 'move',
    title: 'An issue is addressed by its number within the project',
    guide: '9.0',
    phase: '9.0',
    level: 'review',
    why: 'v3 took the id, which is unique in the installation. v4 takes iid: the same number is another issue, or none.',
    todo: NUMBER,
    v1: endpoints(OF_ISSUE, ISSUE),
    v2: endpoints(OF_ISSUE, '/projects/{id}/issues/{issue_iid}'),
    supply: { issue_iid: ISSUE_NUMBER },
  },
  {
    id: 'gitlab/merge-request-iid',
    kind: 'move',
    title: 'A merge request is addressed by its number within the project',
    guide: '9.0',
    phase: '9.0',
    level: 'review',
    todo: NUMBER,
    v1: endpoints(OF_MERGE_REQUEST, MERGE_REQUEST),
    v2: endpoints(OF_MERGE_REQUEST, '/projects/{id}/merge_requests/{merge_request_iid}'),
    supply: { merge_request_iid: MERGE_REQUEST_NUMBER },
  },
  {
    id: 'gitlab/merge-request-singular',
    kind: 'move',
    title: '/merge_request/ is /merge_requests/',
    guide: '8.17',
    phase: '8.17',
    level: 'review',
    todo: NUMBER,
    v1: endpoints(SINGULAR, '/projects/{id}/merge_request/{merge_request_id}'),
    v2: endpoints(SINGULAR, '/projects/{id}/merge_requests/{merge_request_iid}'),
    supply: { merge_request_iid: MERGE_REQUEST_NUMBER },
  },
  {
    id: 'gitlab/unapprove',
    kind: 'move',
    title: 'An approval is taken back with POST .../unapprove',
    guide: 'EE-specific',
    phase: 'ee',
    level: 'review',
    todo: NUMBER,
    v1: [`DELETE ${MERGE_REQUEST}/unapprove`],
    v2: 'POST /projects/{id}/merge_requests/{merge_request_iid}/unapprove',
    supply: { merge_request_iid: MERGE_REQUEST_NUMBER },
  },
  {
    id: 'gitlab/cancel-merge-when-pipeline-succeeds',
    kind: 'move',
    title: 'Builds are pipelines in the name of the cancelled merge',
    guide: '9.0',
    phase: '9.0',
    level: 'review',
    todo: NUMBER,
    v1: [`POST ${MERGE_REQUEST}/cancel_merge_when_build_succeeds`],
    v2: 'POST /projects/{id}/merge_requests/{merge_request_iid}/cancel_merge_when_pipeline_succeeds',
    supply: { merge_request_iid: MERGE_REQUEST_NUMBER },
  },
  {
    id: 'gitlab/subscribe',
    kind: 'move',
    title: 'Issues are subscribed to with /subscribe and /unsubscribe',
    guide: '9.0',
    phase: '9.0',
    level: 'review',
    todo: NUMBER,
    v1: [`POST ${ISSUE}/subscription`, `DELETE ${ISSUE}/subscription`],
    v2: ['POST /projects/{id}/issues/{issue_iid}/subscribe', 'POST /projects/{id}/issues/{issue_iid}/unsubscribe'],
    supply: { issue_iid: ISSUE_NUMBER },
  },
  {
    id: 'gitlab/subscribe-merge-request',
    kind: 'move',
    title: 'Merge requests are subscribed to with /subscribe and /unsubscribe',
    guide: '9.0',
    phase: '9.0',
    level: 'review',
    todo: NUMBER,
    v1: [`POST ${MERGE_REQUEST}/subscription`, `DELETE ${MERGE_REQUEST}/subscription`],
    v2: [
      'POST /projects/{id}/merge_requests/{merge_request_iid}/subscribe',
      'POST /projects/{id}/merge_requests/{merge_request_iid}/unsubscribe',
    ],
    supply: { merge_request_iid: MERGE_REQUEST_NUMBER },
  },
  {
    id: 'gitlab/subscribe-label',
    kind: 'move',
    title: 'Labels are subscribed to with /subscribe and /unsubscribe',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    v1: ['POST /projects/{id}/labels/{label_id}/subscription', 'DELETE /projects/{id}/labels/{label_id}/subscription'],
    v2: ['POST /projects/{id}/labels/{label_id}/subscribe', 'POST /projects/{id}/labels/{label_id}/unsubscribe'],
  },
  {
    id: 'gitlab/issue-iid-filter',
    kind: 'advice',
    title: 'Issues are not filtered by `iid` any more',
    guide: '8.17',
    phase: '8.17',
    level: 'manual',
    why: 'v4 does not know the filter: it answers every issue.',
    todo: 'Read the issue itself: GET /projects/:id/issues/:issue_iid.',
    detect: { field: ['iid', 'iid[]'], on: ['GET /projects/{id}/issues'] },
  },
  {
    id: 'gitlab/iids-filter',
    kind: 'change',
    title: 'The filter `iid` is `iids`',
    guide: '8.17',
    phase: '8.17',
    level: 'auto',
    on: ['GET /projects/{id}/merge_requests', 'GET /projects/{id}/milestones'],
    query: [
      { op: 'rename', from: 'iid[]', to: 'iids[]' },
      { op: 'rename', from: 'iid', to: 'iids' },
    ],
    examples: [
      {
        before: `import axios from 'axios';

const gitlab = axios.create({ baseURL: 'https://gitlab.com/api/v3' });

export async function pick(id: number): Promise<unknown> {
  return (await gitlab.get(\`/projects/\${id}/milestones\`, { params: { iid: [1, 2] } })).data;
}
`,
        after: `import axios from 'axios';

const gitlab = axios.create({ baseURL: 'https://gitlab.com/api/v4' });

export async function pick(id: number): Promise<unknown> {
  return (await gitlab.get(\`/projects/\${id}/milestones\`, { params: { iids: [1, 2] } })).data;
}
`,
      },
    ],
  },
  {
    id: 'gitlab/labels-all',
    kind: 'advice',
    title: 'Several labels find what has all of them',
    guide: '9.0',
    phase: '9.0',
    level: 'review',
    why: 'v3 found issues that have any of the labels.',
    todo: 'Ask for one label at a time where any of them is meant.',
    detect: { field: ['labels'], on: ['GET /projects/{id}/issues', 'GET /issues'], value: ',' },
  },
  {
    id: 'gitlab/subscribed-not-listed',
    kind: 'change',
    title: 'Lists do not say `subscribed`',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    todo: 'Read the issue or merge request itself.',
    on: ['GET /issues', 'GET /projects/{id}/issues', 'GET /groups/{id}/issues', 'GET /projects/{id}/merge_requests'],
    response: [{ op: 'map', lens: [{ op: 'remove', name: 'subscribed' }] }],
  },
  {
    id: 'gitlab/notes-votes',
    kind: 'change',
    title: 'Notes have no `upvote` and `downvote`',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    todo: 'Read the award emoji of the note.',
    on: [`GET ${ISSUE}/notes`, `GET ${MERGE_REQUEST}/notes`, 'GET /projects/{id}/snippets/{snippet_id}/notes'],
    response: [
      {
        op: 'map',
        lens: [
          { op: 'remove', name: 'upvote' },
          { op: 'remove', name: 'downvote' },
        ],
      },
    ],
  },
  {
    id: 'gitlab/note-votes',
    kind: 'change',
    title: 'A note has no `upvote` and `downvote`',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    todo: 'Read the award emoji of the note.',
    on: [
      `POST ${ISSUE}/notes`,
      `GET ${ISSUE}/notes/{note_id}`,
      `PUT ${ISSUE}/notes/{note_id}`,
      `POST ${MERGE_REQUEST}/notes`,
      `GET ${MERGE_REQUEST}/notes/{note_id}`,
      `PUT ${MERGE_REQUEST}/notes/{note_id}`,
    ],
    response: [
      { op: 'remove', name: 'upvote' },
      { op: 'remove', name: 'downvote' },
    ],
  },
  {
    id: 'gitlab/merge-when-pipeline-succeeds',
    kind: 'change',
    title: '`merge_when_build_succeeds` is `merge_when_pipeline_succeeds`',
    guide: '9.0',
    phase: '9.0',
    level: 'auto',
    on: [`PUT ${MERGE_REQUEST}/merge`, 'PUT /projects/{id}/merge_request/{merge_request_id}/merge'],
    request: [{ op: 'rename', from: 'merge_when_build_succeeds', to: 'merge_when_pipeline_succeeds' }],
    response: [{ op: 'rename', from: 'merge_when_build_succeeds', to: 'merge_when_pipeline_succeeds' }],
  },
];

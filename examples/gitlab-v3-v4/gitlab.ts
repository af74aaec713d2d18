import { definePack } from 'api-migrate';
import { issueRules } from './rules/issues.ts';
import { jobRules } from './rules/jobs.ts';
import { peopleRules } from './rules/people.ts';
import { projectRules } from './rules/projects.ts';
import { repositoryRules } from './rules/repository.ts';
import { unchangedRules } from './rules/unchanged.ts';
import { visibilityRules } from './rules/visibility.ts';

export default definePack({
  id: 'gitlab',
  title: 'GitLab REST API v3 to v4',
  guide: { title: 'API V3 to API V4', url: 'https://docs.gitlab.com/ee/api/v3_to_v4.html' },
  base: { v1: '/api/v3', v2: '/api/v4' },
  evidence: { hosts: ['gitlab.com'], distinct: false },
  resources: {
    project: { create: 'POST /projects', id: 'id' },
    issue: { create: 'POST /projects/{id}/issues', id: 'id' },
    'merge request': { create: 'POST /projects/{id}/merge_requests', id: 'id' },
  },
  phases: { '8.17': 'Announced with 8.17', '9.0': 'Announced with 9.0', ee: 'Enterprise Edition' },
  rules: [...projectRules, ...repositoryRules, ...jobRules, ...issueRules, ...peopleRules, ...visibilityRules, ...unchangedRules],
});

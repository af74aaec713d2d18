import type { Endpoint, Rule } from '../../src/pack/model.js';
import { PHP_LIST } from './paths.js';

/** What is behind the filters of the list, for the endpoints of one table. */
export function listRules(all: Endpoint[]): Rule[] {
  return [
    {
      id: 'openml/data-list-get-to-post',
      kind: 'change',
      title: 'The list is a POST, as a GET in JavaScript cannot have a body',
      guide: 'GET /data/list/{filters}',
      level: 'auto',
      phase: 'stage-1',
      why: 'fetch refuses a GET with a body. The server answers POST and GET alike.',
      verify: 'POST is answered.',
      evidence: 'guide',
      on: PHP_LIST,
    },
    {
      id: 'openml/data-list-pagination',
      kind: 'change',
      title: 'limit and offset stand under `pagination`, and each can be given alone',
      guide: 'GET /data/list/{filters}',
      level: 'auto',
      phase: 'stage-1',
      why: 'The PHP server refused an offset without a limit, so clients send both; the new server needs neither.',
      todo: 'A limit that is only there for the sake of the offset can go.',
      verify: 'An offset alone is accepted.',
      evidence: 'guide+real',
      on: all,
      request: [
        { op: 'plunge', host: 'pagination', name: 'limit' },
        { op: 'plunge', host: 'pagination', name: 'offset' },
      ],
    },
    {
      id: 'openml/data-list-admin-private',
      kind: 'advice',
      title: 'Administrators see private datasets in the list',
      guide: 'GET /data/list/{filters}',
      level: 'manual',
      phase: 'stage-1',
      why: "The PHP server left private datasets out of an administrator's list.",
      todo: 'If the key is that of an administrator, decide whether private datasets belong into this list.',
      verify: 'With the key of an administrator the list may be longer.',
      evidence: 'guide',
      option: 'advice',
      detect: { url: '/data/list\\b.*[?&]api_key=' },
    },
  ];
}

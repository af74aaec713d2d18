import type { Pack, RuleBase } from '../../../src/pack/model.js';

function base(name: string, title: string): Pick<RuleBase, 'id' | 'title' | 'guide' | 'level'> {
  return { id: `shop/${name}`, title, guide: 'Changes', level: 'auto' };
}

/** A small API that meets every kind of rule that traffic can exercise. */
export const shop: Pack = {
  id: 'shop',
  title: 'Shop API',
  guide: { title: 'Shop API v1 to v2' },
  base: { v1: '/api/v1', v2: '/api/v2' },
  evidence: { hosts: ['shop.example'] },
  resources: { thing: { create: 'POST /things', id: 'id' }, shelf: { create: 'POST /shelves', id: 'name' } },
  rules: [
    {
      ...base('things', 'Things moved'),
      kind: 'move',
      v1: ['GET /things/{id}', 'PUT /things/{id}', 'DELETE /things/{id}', 'GET /things', 'POST /things', 'HEAD /things/{id}'],
      v2: ['GET /things/{id}', 'PUT /things/{id}', 'DELETE /things/{id}', 'GET /things', 'POST /things', 'HEAD /things/{id}'],
    },
    { ...base('created', 'Creations answer 201'), kind: 'change', on: ['POST /things'], status: { 200: 201 } },
    {
      ...base('shelves', 'Shelves moved'),
      kind: 'move',
      v1: ['POST /shelves', 'GET /shelves/{name}'],
      v2: ['POST /shelves', 'GET /shelves/{name}'],
    },
    {
      ...base('start', 'Two calls start a run'),
      kind: 'collapse',
      steps: ['POST /plans', 'POST /plans/{plan_id}/runs'],
      link: { plan_id: 'id' },
      v2: 'POST /runs',
      request: [{ op: 'add', name: 'kind', value: 'plan' }],
      identity: 'id',
      unpaired: 'shop/more',
    },
    {
      ...base('more', 'A further run of a plan'),
      kind: 'carry',
      v1: ['POST /plans/{plan_id}/runs'],
      v2: 'POST /runs',
      from: 'POST /plans',
      by: 'plan_id',
      request: [{ op: 'add', name: 'kind', value: 'plan' }],
    },
    {
      ...base('plan', 'A plan is its run'),
      kind: 'move',
      v1: ['GET /plans/{plan_id}', 'PATCH /plans/{plan_id}'],
      v2: ['GET /runs/{plan_id}', 'PATCH /runs/{plan_id}'],
    },
    { ...base('run', 'Runs on their own'), kind: 'move', v1: ['GET /plans/{plan_id}/runs/{run_id}'], v2: 'GET /runs/{run_id}' },
    {
      ...base('schema', 'The schema by colour'),
      kind: 'move',
      v1: ['GET /plans/{plan_id}/schema'],
      v2: 'GET /schema?colour={colour}',
      supply: { colour: { request: 'POST /plans', field: 'colour', by: 'plan_id' } },
    },
    {
      ...base('stop-all', 'Stop one by one'),
      kind: 'expand',
      v1: ['POST /plans/{plan_id}/runs:stop_all'],
      list: { v2: 'GET /runs', items: 'runs', where: { field: 'plan', in: 'plan_id' }, active: { field: 'state', values: ['running'] } },
      each: 'POST /runs/{run_id}:stop',
      params: { run_id: 'id' },
    },
    {
      ...base('delete-many', 'Delete one by one'),
      kind: 'expand',
      v1: ['DELETE /things'],
      ids: 'thing_ids',
      each: 'DELETE /things/{id}',
      params: { id: 'id' },
    },
    {
      ...base('pages', 'Tags come in pages'),
      kind: 'page',
      v1: ['GET /tags'],
      v2: 'GET /tags',
      items: 'tags',
      page: { name: 'page', first: 1 },
      limit: { name: 'limit', max: 3 },
    },
    { ...base('find', 'Finding takes a body'), kind: 'move', v1: ['GET /find/{filters*}'], v2: 'POST /find', queryToBody: ['size'] },
    {
      ...base('find-filters', 'Filters in the body'),
      kind: 'change',
      on: ['GET /find/{filters*}'],
      request: [
        { op: 'add', name: 'filters', value: { parameter: 'filters' } },
        { op: 'convert', name: 'filters', with: { to: 'pairs' } },
      ],
    },
    {
      ...base('wrapped', 'Reports are wrapped'),
      kind: 'change',
      on: ['GET /reports/{id}'],
      response: [
        { op: 'rename', from: 'owner', to: 'owners' },
        { op: 'wrap', name: 'owners' },
        { op: 'nest', name: 'data', also: { success: true } },
      ],
      error: [{ op: 'rename', from: 'detail', to: 'error' }],
      errorStatus: { 412: [422] },
      added: ['meta'],
      volatile: ['data.load'],
      headers: { 'Accept-Version': { set: 'v2' }, 'X-Old': { set: null } },
    },
    { ...base('reports', 'Reports moved'), kind: 'move', v1: ['GET /reports/{id}'], v2: 'GET /reports/{id}' },
    { ...base('gone', 'Old exports are gone'), kind: 'removed', v1: ['GET /exports'] },
    { ...base('inner', 'For the workers'), kind: 'internal', v1: ['POST /beat'] },
    { ...base('kept', 'Stays where it is'), kind: 'keep', v1: ['GET /ping'] },
    {
      ...base('signals', 'Answers name their version'),
      kind: 'check',
      check: { headers: { v2: ['X-Api-Version'], absent: ['X-Legacy'] } },
    },
  ],
};

import { describe, expect, test } from 'vitest';
import { EndpointSyntaxError, parametersOf, parseEndpoint, pathText } from '../../src/match/index.js';

describe('parseEndpoint', () => {
  test('reads method, parameters, verbs and fixed query parameters', () => {
    const template = parseEndpoint('GET /jobs/{job_id}:logs?kind=dataset&dataset_id={dataset_id}');
    expect(template.method).toBe('GET');
    expect(template.segments).toEqual([{ parts: [{ text: 'jobs' }] }, { parts: [{ parameter: 'job_id' }, { text: ':logs' }] }]);
    expect(template.query).toEqual([
      { name: 'kind', value: { text: 'dataset' } },
      { name: 'dataset_id', value: { parameter: 'dataset_id' } },
    ]);
    expect(parametersOf(template)).toEqual(['job_id', 'dataset_id']);
  });

  test.each(['GET /jobs/{job_id}:cancel', 'POST /data/list/{filters*}', 'GET /jobs:schema?job_id={job_id}'])(
    'prints %s as it was',
    (source) => {
      const template = parseEndpoint(source);
      expect(`${template.method} ${pathText(template)}`).toBe(source);
    },
  );

  test.each([
    ['GET jobs', 'expected "METHOD /path/{parameter}"'],
    ['get /jobs', 'expected "METHOD /path/{parameter}"'],
    ['GET /jobs/{job', 'unbalanced or odd parameter'],
    ['GET /{rest*}/jobs', 'must be the last segment'],
    ['GET /jobs?kind', 'has no name=value form'],
    ['GET /jobs?kind=a{b}', 'must be one text or one {parameter}'],
  ])('refuses %s and says why', (source, why) => {
    expect(() => parseEndpoint(source)).toThrow(EndpointSyntaxError);
    expect(() => parseEndpoint(source)).toThrow(why);
  });
});

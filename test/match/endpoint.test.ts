import { describe, expect, test } from 'vitest';
import { EndpointSyntaxError, parametersOf, parseEndpoint, pathText } from '../../src/match/index.js';

describe('parseEndpoint', () => {
  test('reads method, placeholders, verbs and fixed query parameters', () => {
    const template = parseEndpoint('GET /jobs/{job_id}:logs?kind=dataset&dataset_id={dataset_id}');
    expect(template.method).toBe('GET');
    expect(template.segments).toEqual([{ parts: [{ text: 'jobs' }] }, { parts: [{ placeholder: 'job_id' }, { text: ':logs' }] }]);
    expect(template.query).toEqual([
      { name: 'kind', value: { text: 'dataset' } },
      { name: 'dataset_id', value: { placeholder: 'dataset_id' } },
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
    ['GET jobs', 'expected "METHOD /path/{placeholder}"'],
    ['get /jobs', 'expected "METHOD /path/{placeholder}"'],
    ['GET /jobs/{job', 'unbalanced or odd placeholder'],
    ['GET /{rest*}/jobs', 'must be the last segment'],
    ['GET /jobs?kind', 'has no name=value form'],
    ['GET /jobs?kind=a{b}', 'must be one text or one {placeholder}'],
  ])('refuses %s and says why', (source, why) => {
    expect(() => parseEndpoint(source)).toThrow(EndpointSyntaxError);
    expect(() => parseEndpoint(source)).toThrow(why);
  });
});

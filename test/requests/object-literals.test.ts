import { describe, expect, it } from 'vitest';
import { DATASET_JOB, edited } from './support.js';

const post = (body: string): string => `export async function run(id: string, specs: object) {
  return fetch(\`/api/v1/datasets/\${id}/jobs\`, { method: 'POST', body: JSON.stringify(${body}) });
}
`;

async function body(before: string): Promise<string> {
  const after = await edited(post(before), DATASET_JOB);
  return /JSON\.stringify\((?<body>[\s\S]*)\) }\);/.exec(after)?.groups?.['body'] ?? after;
}

describe('adding fields to a body', () => {
  it('adds to a literal on one line', async () => {
    expect(await body(`{ action: 'convert', specs }`)).toBe(`{ kind: 'dataset', dataset_id: id, action: 'convert', specs }`);
  });
});

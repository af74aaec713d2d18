import type { Log, Result, Run } from 'sarif';
import { describe, expect, it } from 'vitest';
import { coreRules } from '../../src/pack/core-rules.js';
import { codeReporter } from '../../src/report/index.js';
import type { ReportContext } from '../../src/report/model.js';
import { context, HOSTILE, scanResult } from './results.js';

async function run(more: Partial<ReportContext> = {}): Promise<Run> {
  const text = (await codeReporter('sarif')).report(scanResult, { ...context, ...more });
  const log = JSON.parse(String(text)) as Log;
  expect(log.version).toBe('2.1.0');
  const [first] = log.runs;
  if (!first || log.runs.length !== 1) throw new Error('expected one run');
  return first;
}

function place(result: Result | undefined): { uri: string | undefined; line: number | undefined } {
  const physical = result?.locations?.[0]?.physicalLocation;
  return { uri: physical?.artifactLocation?.uri, line: physical?.region?.startLine };
}

describe('the sarif report', () => {
  it('describes each rule once, with its text, level and guide, and every result points to its rule', async () => {
    const { tool, results = [] } = await run();
    const rules = tool.driver.rules ?? [];
    expect(rules.map(({ id }) => id)).toEqual(['acme/get-job', 'acme/bulk', ...coreRules.map(({ id }) => id)]);
    expect(rules[1]).toMatchObject({ shortDescription: { text: 'Bulk calls are gone.' }, helpUri: 'https://acme.example.com/guide' });
    for (const { id, name, helpUri, fullDescription, help } of rules) {
      expect(name).toMatch(/^[A-Z][A-Za-z0-9]+$/);
      expect(new URL(helpUri ?? '').protocol).toBe('https:');
      expect(fullDescription?.text, id).toMatch(/[.!?]$/);
      expect(help?.markdown, id).toBeTruthy();
    }
    expect(tool.driver.informationUri).toMatch(/^https:/);
    expect(rules[1]?.help?.text).toContain('To do: List, then delete one by one.');
    for (const { ruleId, ruleIndex = -1 } of results) expect(rules[ruleIndex]?.id).toBe(ruleId);
  });

  it('gives each finding a level, a place, a lasting fingerprint and its evidence', async () => {
    const { results = [] } = await run();
    expect(results.map(({ level }) => level)).toEqual(['warning', 'warning', 'error', 'note', 'warning']);
    expect(results.map(({ partialFingerprints }) => partialFingerprints?.['apiMigrate/v1'])).toEqual(
      scanResult.findings.map(({ id }) => id),
    );
    expect(place(results[0])).toEqual({ uri: 'src/jobs.ts', line: 3 });
    expect(results[0]?.relatedLocations?.[0]).toMatchObject({ message: { text: 'literal "/api/v1"' } });
  });

  it('writes file names as relative URIs', async () => {
    const { results = [] } = await run();
    const { uri = '' } = place(results[4]);
    expect(uri).toMatch(/^src\/[\w%!'()*.~-]+$/);
    expect(decodeURIComponent(uri)).toBe(HOSTILE.file);
  });

  it('says that an ignored finding is suppressed, and why', async () => {
    const { results = [] } = await run();
    expect(results[3]?.suppressions).toEqual([{ kind: 'inSource', justification: 'ignored by a comment: legacy' }]);
    expect(results.filter(({ suppressions }) => suppressions)).toHaveLength(1);
  });

  it('offers what migrate writes as the fix of the first finding that it settles', async () => {
    const edit = { file: 'src/jobs.ts', line: 3, column: 7, endLine: 3, endColumn: 9, before: 'v1', after: 'v2' };
    const { id = '' } = scanResult.findings[0] ?? {};
    const fix = { findings: [id, '1'], edits: [edit] };
    const { results = [] } = await run({
      fixes: new Map([
        [id, fix],
        ['1', fix],
      ]),
    });
    expect(results.map(({ fixes = [] }) => fixes.length)).toEqual([1, 0, 0, 0, 0]);
    expect(results[0]?.fixes?.[0]?.artifactChanges).toEqual([
      {
        artifactLocation: { uri: 'src/jobs.ts', uriBaseId: '%SRCROOT%' },
        replacements: [{ deletedRegion: { startLine: 3, startColumn: 7, endLine: 3, endColumn: 9 }, insertedContent: { text: 'v2' } }],
      },
    ]);
  });

  it('lists the files that were not understood as notifications', async () => {
    const { invocations = [] } = await run();
    expect(invocations[0]?.toolExecutionNotifications?.map(({ level }) => level)).toEqual(['error', 'note']);
  });
});

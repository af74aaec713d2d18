import { loadShipped } from '../rules/index.js';
import { coverage as agentPlatform } from '../rules/agent-platform/coverage.js';
import { coverage as insightflow } from '../rules/insightflow/coverage.js';
import { coverage as openml } from '../rules/openml/coverage.js';
import { coverage as ragServices } from '../rules/rag-services/coverage.js';
import { coverage as tao } from '../rules/tao/coverage.js';
import type { Heading, Statement } from '../src/pack/coverage.js';
import { anchorOf, packPage } from '../src/pack/explain/index.js';

/** Statements of the guide of each shipped pack. */
export const COVERAGE: { [pack: string]: Heading[] } = {
  tao,
  openml,
  insightflow,
  'agent-platform': agentPlatform,
  'rag-services': ragServices,
};

/** The text of docs/coverage.md. */
export async function coverageDoc(): Promise<string> {
  const sections = await Promise.all(Object.entries(COVERAGE).map(([id, headings]) => packSection(id, headings)));
  return `${[HEAD, ...sections].join('\n\n')}\n`;
}

const HEAD = `<!-- Printed from the rule packs by \`npm run docs\`. -->

# Coverage of the guides

Every statement of the migration guides, by heading, with the rules that it became or the reason why it became none.`;

async function packSection(id: string, headings: Heading[]): Promise<string> {
  const page = packPage(await loadShipped(id));
  const rows = headings.flatMap(({ heading, statements }) =>
    statements.map((statement, index) => `| ${index === 0 ? cell(heading) : ''} | ${cell(statement.says)} | ${outcome(id, statement)} |`),
  );
  const beyond = page.rules.filter(({ evidence }) => evidence === 'real-only' || evidence === 'derived');
  const others = beyond.map(
    (rule) =>
      `- ${link(rule.id)}: ${rule.evidence === 'real-only' ? 'known from a public server; on with an option' : 'follows from other statements'}`,
  );
  return [
    `## ${page.guide.title}`,
    ['| heading | statement | rules |', '| --- | --- | --- |', ...rows].join('\n'),
    ...(others.length === 0 ? [] : ['Rules that no statement of the guide names:', others.join('\n')]),
  ].join('\n\n');
}

function outcome(pack: string, statement: Statement): string {
  return 'none' in statement ? `none: ${cell(statement.none)}` : statement.rules.map((name) => link(`${pack}/${name}`)).join(', ');
}

function link(id: string): string {
  const [pack = '', name = ''] = id.split('/');
  return `[${name}](rules/${pack}.md#${anchorOf(id)})`;
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|');
}

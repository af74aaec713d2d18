import packageJson from '../../package.json' with { type: 'json' };
import type { Pack } from '../pack/model.js';

/** Where the project is at home. */
export const REPOSITORY = packageJson.homepage.replace(/#.*$/, '');

/** Packs whose rules have a page in the documentation. */
const DOCUMENTED = new Set(['core', 'tao', 'openml', 'insightflow', 'agent-platform', 'rag-services']);

/** The page that says all of a rule; of a rule of somebody's own pack, its guide. */
export function ruleUrl(rule: string, packs: readonly Pack[]): string | undefined {
  const [id = ''] = rule.split('/');
  if (DOCUMENTED.has(id)) return `${REPOSITORY}/blob/main/docs/rules/${id}.md#${rule.replaceAll(/[^\w-]/g, '')}`;
  return packs.find((pack) => pack.id === id)?.guide.url;
}

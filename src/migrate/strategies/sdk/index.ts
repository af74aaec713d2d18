import { blockers, ruleBlocker } from '../../../scan/blockers.js';
import type { Analysis } from '../../../scan/analyse.js';
import type { Finding } from '../../../scan/model.js';
import type { CallUse, SdkUse } from '../../../scan/sdk/index.js';
import { planResponse } from '../../aspects/response/index.js';
import { type Anchor, addPlan, emptyChangeSet, type ChangeSet, placeChangeSet, block } from '../../plan/change-set.js';
import type { PlanContext } from '../../plan/result.js';
import { Additions } from '../../aspects/request/additions.js';
import { planBody } from '../../aspects/request/body.js';
import { surroundingsOf } from '../../aspects/request/index.js';
import { quoted, styleOf } from '../../../edit/style.js';
import { planConstruction } from './construction.js';
import { planNames } from './names.js';

interface Open {
  use: SdkUse;
  finding: Finding;
}

/**
 * Plans the uses of client libraries. A library has one version in a project: all that a rule names of it changes, or
 * nothing does.
 */
export function planSdk(selected: Finding[], sdkOf: ReadonlyMap<string, SdkUse>, analysis: Analysis): ChangeSet[] {
  const open = selected.flatMap((finding): Open[] => {
    const use = sdkOf.get(finding.id);
    return use ? [{ use, finding }] : [];
  });
  const calls = analysis.sdk.filter((use): use is CallUse => use.kind === 'call').map(({ call }) => call);
  const context: PlanContext = { interpreter: analysis.interpreter, sites: [...analysis.sites, ...calls] };
  return open.map((entry) => {
    const group = planUse(entry, context);
    const { rule, table } = entry.use;
    group.awaits = blockers.newSdkVersion(rule.module);
    for (const other of analysis.sdk) if (other.rule.module === rule.module && other.table === table) group.dependsOn.add(anchorOf(other));
    return group;
  });
}

function anchorOf(use: SdkUse): Anchor {
  return use.kind === 'call' ? use.call.call : use;
}

function planUse({ use, finding }: Open, context: PlanContext): ChangeSet {
  const group = use.kind === 'call' ? emptyChangeSet([{ site: use.call, finding }]) : placeChangeSet(use, finding);
  if (use.level === 'manual') {
    block(group, use.reason ?? ruleBlocker(use.rule));
    return group;
  }
  switch (use.kind) {
    case 'call':
      planCall(group, use, context);
      break;
    case 'import':
      addPlan(group, planNames(use));
      break;
    case 'construct':
      addPlan(group, planConstruction(use, context.interpreter));
      break;
    case 'range': {
      const { site, to } = use;
      const [file, start, end] = [site.getSourceFile().fileName, site.getStart(), site.getEnd()];
      addPlan(group, {
        kind: 'edits',
        edits: [{ file, start, end, text: quoted(to, { ...styleOf(site), quote: '"' }) }],
        level: use.level,
        rules: [],
      });
    }
  }
  return group;
}

function planCall(group: ChangeSet, { call: site }: CallUse, context: PlanContext): void {
  const { call, match, url } = site;
  const additions = new Additions({ interpreter: context.interpreter, site: call.site });
  addPlan(group, planBody(call, match.operation, additions, surroundingsOf(call, match, url, context)));
  addPlan(group, planResponse(call, match.operation, context));
}

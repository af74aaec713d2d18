import type { AccountedText, Accounts, ScanSummary } from './model.js';

/** The counts of a run that found nothing. */
export function emptySummary(): ScanSummary {
  return {
    findings: 0,
    byLevel: { auto: 0, review: 0, manual: 0 },
    byState: { open: 0, migrated: 0, review: 0, manual: 0, ignored: 0 },
    byPack: {},
    byRule: {},
    byDirectory: {},
    byVersion: {},
    completion: null,
    callsRemoved: 0,
    hidden: 0,
  };
}

/** No literals. */
export function emptyAccounts(): Accounts {
  return {
    literals: 0,
    byAccount: { call: 0, mock: 0, route: 0, other: 0, ignored: 0, text: 0, unused: 0, lost: 0, unproven: 0 },
    items: [],
  };
}

/** Adds a literal to its account. */
export function addTo(accounts: Accounts, item: AccountedText): void {
  accounts.literals += 1;
  accounts.byAccount[item.account] += 1;
  accounts.items.push(item);
}

import type { CheckRule } from '../../pack/model.js';
import { createMatcher, type Matcher, type Table } from '../../match/index.js';
import { Allowances } from '../compare/allow.js';
import { IdMap } from '../ids/map.js';
import { LruMap } from '../ids/lru.js';
import { type Settings, settingsOf, type VerifyOptions } from '../options.js';
import { Redactor } from '../redact.js';
import { Tally } from '../results/summary.js';
import { ResponseIndex } from '../translate/response-index.js';
import { Creations } from '../translate/creations.js';
import { UsageError } from '../../pack/error.js';
import { openRecordings, type Recordings } from '../recording/index.js';
import type { PlanContext } from './context.js';
import { Evidence } from './evidence.js';
import { refuseRecordedTarget } from './recorded-target.js';

/** Ids of lost creations that are remembered. */
const MAX_LOST = 20_000;

/**
 * What options alone decide.
 * @throws UsageError
 */
export function prepare(options: VerifyOptions): { settings: Settings; matcher: Matcher; evidence: Evidence } {
  const settings = settingsOf(options);
  const matcher = createMatcher([...options.packs], options.packOptions);
  return { settings, matcher, evidence: new Evidence(settings.source, options.packsChosen ?? false) };
}

/** Ways to run that change how answers are judged. */
type Modes = Pick<VerifyOptions, 'control' | 'strict' | 'allow' | 'accepts' | 'shiftTimes'>;

/** The state of a run that has not begun, but for the means of sending. */
export function planContext(
  settings: Settings,
  matcher: Matcher,
  startedAt: number,
  { control = false, strict = false, allow = [], accepts, shiftTimes = false }: Modes = {},
): PlanContext {
  const lost: PlanContext['lost'] = new LruMap(MAX_LOST);
  return {
    settings,
    matcher,
    ids: new IdMap(),
    creations: new Creations(matcher.tables),
    responses: new ResponseIndex(matcher.tables),
    headers: settings.headers,
    redactor: new Redactor(settings.secrets),
    tally: new Tally(),
    allowances: new Allowances(
      allow,
      matcher.tables.flatMap(({ byId }) => [...byId.keys()]),
    ),
    accepts,
    shiftTimes,
    promises: new Map(matcher.tables.map((table) => [table.pack.id, promisesOf(table)])),
    lost,
    lostElsewhere: lost,
    startedAt,
    recordedFrom: null,
    noise: new Map(),
    control,
    strict,
    now: Date.now,
  };
}

/** Rules of a pack that hold for each answer; the others are checked once. */
function promisesOf({ byId }: Table): CheckRule[] {
  return [...byId.values()].filter(
    (rule): rule is CheckRule => rule.kind === 'check' && ('headers' in rule.check || 'answer' in rule.check),
  );
}

/**
 * The recordings of a run that may be replayed against its target.
 * @throws UsageError when there is none, or when one of them was made on the target
 */
export async function readableRecordings(options: VerifyOptions, settings: Settings, matcher: Matcher): Promise<Recordings> {
  const recordings = await openRecordings(options.recordings);
  if (recordings.files.length === 0)
    throw new UsageError(recordings.problems.map(({ recording, message }) => `${recording}: ${message}`).join('; '));
  await refuseRecordedTarget(recordings.files, settings, matcher, options.packsChosen ?? false);
  return recordings;
}

/** Why something is left to a person, or what is still open: a stable code for programs, and the sentence for people. */
export class Blocker {
  readonly code: string;
  readonly text: string;

  constructor(code: string, text: string) {
    this.code = code;
    this.text = text;
  }
}

/**
 * Every reason that a finding can name. The sentence says which fact is open, where, and what to do unless that is plain. The
 * reports and the JSON field `reasonCode` carry the code, which does not change with the wording.
 */
const sentences = {
  /** The rule of the pack says it itself. */
  rule: (text: string) => text,
  /** A bound of the analysis was reached. */
  limit: (text: string) => text,
  /** A comment or the configuration says that the finding is meant. */
  ignored: (by: string, reason: string | undefined) => `ignored by ${by}${reason ? `: ${reason}` : ''}`,
  declined: () => 'you did not accept this change',
  /** The caller did not want the change. */
  veto: (text: string) => text,
  outsidePaths: (file: string) => `${file} has to change too and is outside of the given paths: name it as well`,
  inMarkup: () => 'it stands in the markup of a component, which is not rewritten: change it by hand, or move it into the script',

  // Choice and check of the edits.
  overlappingEdits: () => 'its edits overlap those of another call',
  noSingleCall: () => 'v2 has no single call for it',
  creationOutOfReach: (todo: string) => `v2 needs what the creating call carried, and that call is not in reach: ${todo}`,
  editedFileBroken: (problem: string) => `self-check: the edited file would not parse (${problem})`,
  stillV1: () => 'self-check: the edited code would still call v1',
  newV1Call: (call: string) => `self-check: the edited code would call ${call} of v1`,
  newTypeError: (problem: string) => `self-check: the edit would bring a type error (${problem})`,
  unchecked: () => 'an internal error kept the edits from being checked (see what was not analysed): migrate it by hand',
  noConsistentEdits: () => 'self-check: no set of edits was found that holds together',

  // Bases that several calls share.
  baseAlsoRead: (at: string) => `the path now begins with its version, and the base is also read ${at}`,
  baseUsedUnseen: (name: string, at: string) => `${name} moves to v2 and is also used at ${at}, where no request was found`,
  boundToNeighbour: (what: string, place: string) => `it belongs with ${what} at ${place}, which stays as it is`,
  sharedUrl: (place: string) => `Blocked by ${place}: both use the same URL, and that call does not change in the same way`,
  tooDeep: () => 'following what the call sends or reads led too deep: migrate it by hand',

  // Declared types of bodies.
  typeFixed: (type: string) => `the declared type \`${type}\` cannot follow the change`,
  typeShared: (type: string) => `the declared type \`${type}\` is also used elsewhere`,
  typeOfResponses: (type: string) => `\`${type}\` is also the type of responses: check what else has it`,
  bodyTypeFixed: () => 'the declared type of the body cannot follow the change',
  memberTypeUnknown: (name: string) => `the type of \`${name}\` is not known`,

  // Bodies and their fields.
  fieldsNotVisible: (text: string) => `not all fields of \`${text}\` are visible: check which of them v2 takes elsewhere`,
  fieldSetElsewhere: (name: string) => `\`${name}\` is set in another place than the other fields`,
  valueUsedTwice: (name: string) => `v2 takes the value of \`${name}\` twice, and evaluating it twice is not safe`,
  fieldNotKnown: (name: string, owner: string) => `\`${name}\` of ${owner} is not known`,
  valueNotComputed: (name: string) => `v2 does not take \`${name}\`, so its value is no longer computed: check that nothing relies on that`,
  fieldMayExist: (name: string) => `\`${name}\` may be there already`,
  fieldsHidden: (text: string) => `the fields of \`${text}\` are not visible`,
  severalSources: (name: string) => `\`${name}\` may come from several places`,
  notAnObject: (name: string) => `\`${name}\` is not an object`,
  fieldSetElsewhereOrNull: (name: string) => `\`${name}\` is set in another place than the other fields, and may be null`,
  valueChangedTwice: () => 'the value changes in more than one way',
  valueMayBeNull: (text: string) => `\`${text}\` may be null, and cannot be both tested and used in one place`,
  valueMayBeList: (text: string) => `\`${text}\` may or may not be a list, and cannot be both tested and used in one place`,
  namesAtRunTime: (text: string) => `the names in \`${text}\` are only known at run time`,
  notConvertible: (text: string) => `no expression converts \`${text}\``,
  fieldNewAndChanged: (name: string) => `\`${name}\` is both new and changed`,
  fieldsHiddenAtCallers: (text: string) => `the fields of \`${text}\` are not visible at its callers`,
  filledInSteps: () => 'it is filled in several places',
  valueMadeElsewhere: (name: string) => `the value of \`${name}\` is made in another place`,
  notOnlyField: (name: string) => `\`${name}\` may not be the only field`,
  givenByCallers: (text: string) => `the callers of the function provide \`${text}\``,
  takenForOnlyField: (name: string, text: string) => `\`${name}\` is taken for the only field of \`${text}\`: check that it is`,

  // What a call sends: URL, options, body.
  pathLacksValues: () => 'the path does not hold a value for each name',
  pathNameAtRunTime: () => 'a name in the path is only known at run time',
  urlUnknown: () => 'the URL of the call is not known',
  noBaseForOneCall: () => 'its client takes no base URL for a single call',
  optionsFixed: (why: string) => `the options of the call cannot be changed: ${why}`,
  partHasSeveralValues: (part: string) => `the ${part} of the request may be one of several, and not all can be changed together`,
  parameterHasSeveralValues: (name: string) => `no single expression gives {${name}} of the v1 path, which has several values`,
  queryAndBody: () => 'v2 takes the query and the body of this call in one body',
  fieldSetInSharedCode: (name: string) => `a function that other calls share sets the field \`${name}\``,
  bodyFixed: (why: string) => `the body cannot be changed: ${why}`,
  noExpression: () => 'no expression makes this change',
  noPlaceForBody: () => 'v2 needs a body, and this call has no place for one',
  takenForPlainObject: (text: string) => `\`${text}\` is taken for a plain object: check that it is one`,

  // Query parameters.
  queryToBodyAtRunTime: () => 'the query parameters, which v2 takes in the body, are only known at run time',
  queryToBodySetByCode: (name: string) => `code sets the query parameter \`${name}\`, which v2 takes in the body`,
  queryToBodyMadeElsewhere: (text: string) => `the query parameters \`${text}\`, which v2 takes in the body, are made elsewhere`,
  queryToBodyNames: () => 'not all names of the query parameters, which v2 takes in the body, are visible',
  queryToBodyNotAnOption: () => 'the query parameters, which v2 takes in the body, are not an option of the call',
  queryParameterMissing: (name: string, from: string) => `v2 needs the query parameter \`${name}\`, which the v1 call does not have${from}`,
  queryReplacedLater: (text: string) => `\`${text}\` later replaces the whole query of the URL: write the v2 query there`,
  queryIs: (what: string) => `the query parameters are ${what}`,
  queryFixed: (why: string) => `the query parameters cannot be changed: ${why}`,
  queryParameterStays: (name: string) => `the query parameter \`${name}\` cannot be removed where it is set`,
  queryParameterSetByCode: (name: string) => `code sets the query parameter \`${name}\``,
  queryIsText: () => 'the query parameters are one text',
  valueNotInUrl: (name: string) => `the value of \`${name}\` cannot be written into the URL`,
  queryParameterFixedInUrl: (name: string) => `the query parameter \`${name}\` is a part of the URL that cannot be changed`,

  // Methods.
  methodDetached: (callee: string, method: string, to: string) =>
    `\`${callee}\` is the client's own \`${method}\`, which sends no other method: call \`${to}\` of the client`,
  methodOfClient: (callee: string, only: string, to: string) => `\`${callee}\` only sends ${only}, and v2 needs ${to}`,
  methodNotAtCall: (text: string) => `the method is \`${text}\`, which is not written at the call`,
  methodInSharedCode: (to: string) => `a function that other calls share sets the method, and v2 needs ${to}`,
  methodAssumed: (callee: string, to: string) => `\`${callee}()\` is taken to send ${to}: check that it does`,

  // Headers.
  headerMissing: (name: string) => `v2 needs the header \`${name}\`, which is not set at the call`,
  requestHooked: (at: string) => `a hook of the client changes requests ${at}: check what it sends to v2`,
  headerSetByHook: (name: string, at: string) => `a hook that other calls pass sets the header \`${name}\` ${at}`,
  headerStays: (name: string) => `the header \`${name}\` cannot be removed where it is set`,
  headerValueUnknown: (name: string) => `the value of the header \`${name}\` is not known`,
  headerShared: (name: string) => `the header \`${name}\` is set for other calls too`,
  headerMayBeSet: (name: string) => `the header \`${name}\` may be set where it is not visible: check that it has its v2 value there`,
  takenForPlainHeaders: (text: string) => `\`${text}\` is taken for a plain object, not a Headers: check that it is`,
  headersFixed: (why: string) => `the headers cannot be changed: ${why}`,

  // Path parameters.
  partMadeInOtherFile: (what: string, text: string) => `${what} (\`${text}\`) is made in another file than the one that needs it`,
  partNotMovable: (what: string, text: string) => `${what} is the result of \`${text}\`, which cannot be moved safely`,
  partNotInScope: (what: string, text: string) => `${what} (\`${text}\`) is not in scope where it is needed`,
  partOfOtherThis: (what: string, text: string) => `${what} (\`${text}\`) belongs to another \`this\``,
  parameterNotInUrl: (name: string) => `the v1 URL does not hold {${name}}`,

  // Where a body comes from.
  bodyIsForm: () => 'the body is a form',
  bodyFiltered: (text: string, line: number) =>
    `\`${text}\` chooses what of the body is sent (line ${line}): change its keys with the body`,
  bodyMadeInSteps: () => 'the body is made in too many steps',
  bodyTextUnknown: (text: string) => `\`${text}\` makes the body a text; only JSON.stringify can be followed`,
  bodyMadeInSharedCode: (text: string) => `a function that other calls share makes the body (\`${text}\`)`,
  bodyFieldComputed: () => 'a function that other calls share sets a computed field of the body',
  bodyIs: (what: string) => `the body is ${what}`,
  madeInSharedCode: () => 'code that other calls share makes it',
  fieldAtRunTime: (name: string, helper: string) => `\`${name}\` is only known at run time: check \`${helper}\``,

  // URLs.
  urlOfTwoCalls: (other: string) => `the same code also calls ${other}, which becomes another call: split the two`,
  pathIncomplete: (v2: string) => `the v1 call does not show everything that ${v2} needs`,
  parameterFromField: (name: string, v2: string, field: string, place: string) =>
    `{${name}} of ${v2} is the field \`${field}\` of ${place}, which is not seen to reach this call`,
  urlNotEditable: (line: number | undefined) =>
    `no single edit changes the URL, which is put together in several places${line === undefined ? '' : ` (line ${line})`}`,

  // Responses and their reads.
  responseToCallbacks: (at: string) => `the response goes to callbacks ${at}`,
  failuresInSameValue: (at: string) => `failed responses are read from the same value ${at}`,
  shapePutBack: (why: string) => `${why}: the v2 response is put back into its v1 shape, check that it holds all that is read`,
  checkedBySchema: (at: string) => `a schema checks the response ${at}, before it can be put back into its v1 shape`,
  readInSeveralWays: (at: string) => `the response is read in more than one way ${at}`,
  failureTakenForSuccess: (at: string) => `a failed response is taken for a successful one ${at}, where its status is not known`,
  destructuredAtOnce: (at: string) => `the response is destructured ${at} as soon as it arrives`,
  notUnderstood: (text: string, at: string) => `\`${text}\` ${at} is not understood`,
  defaultMissesNull: (text: string, at: string) => `the default of \`${text}\` ${at} does not replace null, which v2 returns`,
  responseEscapes: (by: string, at: string) => `the response is ${by} ${at}`,
  v1ShapeMade: (by: string, at: string) => `the response is ${by} ${at}, in its v1 shape: check whether the v2 shape would do`,
  responseHooked: (at: string) => `a hook of the client reads or changes the response ${at}, before this code gets it`,
  listReadByName: (read: string, at: string) =>
    `\`${read}\` ${at} reads a member by name, and the response is a list as far as the rules know`,
  readsUnseen: (what: string, by: string, at: string) => `the ${what} is ${by} ${at}, where its reads cannot be seen`,
  handoverUnknown: (client: string, at: string) => `how ${client} hands over the response ${at} is not followed`,
  readsV2Already: (text: string, at: string) =>
    `\`${text}\` ${at} reads what only v2 returns: check that the code understands both versions`,
  tooManyUses: () => 'the response is used in more places than were followed: check what they read',
  failureEscapes: (by: string, at: string) => `a failed response is ${by} ${at}, and v2 changes its shape: check that it is read there`,
  /** The first fact that failed, and why the way round it fails too. */
  bothWays: (first: string, second: string) => `${first}; ${second}`,
  typeStays: (why: string) => `${why}: the type stays as it is, check what relies on it`,
  asksForMissingName: (text: string, at: string) => `\`${text}\` ${at} asks for a name that v2 does not have`,
  takesMissingName: (text: string, at: string) => `\`${text}\` ${at} takes a name that v2 does not have`,
  readOutsideOfHost: (name: string, at: string, host: string) => `v2 has \`${name}\`, which is read ${at}, outside of \`${host}\``,
  takenForFailure: (text: string, at: string) => `\`${text}\` ${at} is taken to read a failed response: check that it does`,
  restLacksField: (text: string, at: string) => `\`${text}\` ${at} reads a rest that v2 returns without it`,
  readOfOthers: (text: string, at: string) => `\`${text}\` ${at} also reads values that do not change in the same way`,
  derivedTypeNotFollowed: (at: string) => `the type derived ${at} takes members that change, in a way that is not followed`,
  responseLeavesView: () => 'the response leaves the code that can be seen',
  schemaShared: (name: string, at: string, text: string) =>
    `the schema with \`${name}\` is also used ${at} (\`${text}\`), by code that does not change`,
  schemaInManyFiles: () => 'the schema is used in more files than were looked at',
  parseUnseen: () => 'the code that parses the response cannot be seen',
  responseSharedAt: (at: string) => `calls that do not change in the same way share the code that receives the response ${at}`,
  responsesMixed: (text: string, at: string) => `\`${text}\` ${at} reads responses that do not change in the same way`,
  fieldGone: (name: string, at: string) => `v2 does not return \`${name}\`, which is read ${at}`,
  signOfSuccess: (text: string, name: string) =>
    `${text} takes \`${name}\` for the sign of a success, and v2 responds without it: test the status, or the fields of an error`,
  failureLacksObject: (text: string, at: string) =>
    `\`${text}\` ${at} is read from an object that a failed response does not have: check the status first`,
  itemShape: (at: string) => `an item of a list is used ${at}, and v2 returns each item in another shape`,
  statusTestShared: (at: string) =>
    `the status test ${at} is shared with calls whose status does not change: it accepts both, check that it may`,
  statusUnknown: (text: string, at: string) =>
    `the status is compared with \`${text}\` ${at}, whose value is not known: check that it fits v2`,
  statusEscapes: (by: string, at: string) => `the status is ${by} ${at}`,
  statusFromCallers: (at: string) => `the status test ${at} takes its number from its callers`,
  statusTellsVersions: (text: string) => `\`${text}\` tells the statuses of the two versions apart`,
  statusListElsewhere: (at: string) => `the list of statuses ${at} is made elsewhere`,
  statusAsserted: (at: string, statuses: string) => `the assertion ${at} names one status where v2 may respond with ${statuses}`,
  sinkNotAdapted: (by: string, at: string, why: string) => `the response is ${by} ${at}, and ${why}`,
  valueOrPromise: (text: string, at: string) => `\`${text}\` ${at} is the response in one case and a promise of it in another`,
  assignsChangedValue: (text: string, at: string) => `\`${text}\` ${at} assigns a value that v2 returns in another form`,
  noWayBack: (text: string, at: string) => `\`${text}\` ${at} has no way back to what v1 returned`,
  lowerCaseInV2: (text: string, at: string) => `v2 returns \`${text}\` ${at} in lower case: check what is made of it`,
  sinkInTemplate: (by: string, at: string) => `the response is ${by} ${at}, in the template: change it by hand`,
  convertedInTemplate: (text: string, at: string) => `\`${text}\` ${at} would have to be converted in the template`,
  givenOutside: (name: string) => `\`${name}\` gives code outside of this project what v2 returns: publish that as a breaking change`,
  readTwice: (text: string, at: string) => `\`${text}\` ${at} would have to be read twice`,
  listInV2: (text: string) => `v2 returns \`${text}\` as a list: check what is done with several`,
  patternTakesMore: (text: string) => `\`${text}\` takes more than the value, which is all that v2 returns`,
  envelopeTested: (text: string, at: string) => `\`${text}\` ${at} is tested for truth, and v2 returns an object`,

  // Schemas that check responses.
  schemaUnseen: (text: string, at: string) => `the schema \`${text}\` ${at} cannot be seen`,
  schemaOfOthers: (at: string) => `the schema ${at} checks values that do not change in the same way`,
  schemaShapes: (at: string) => `the schema ${at} has several shapes`,
  schemaMethod: (name: string, at: string) => `what \`.${name}\` makes of the schema ${at} is not followed`,
  schemaShapeUnseen: () => 'the shape of a schema cannot be seen',
  schemaFieldsMerge: (at: string) => `several fields of the schema ${at} go into one object in v2`,
  schemaFieldNotUnderstood: (at: string) => `the schema field ${at} is not understood`,
  schemaAsksForGone: (name: string, at: string) => `the schema asks for \`${name}\` ${at}, which v2 does not return`,
  schemaFieldGone: (at: string) => `the schema field ${at} has no counterpart in v2`,

  // Responses put back into their v1 shape.
  noAdapter: (op: string | undefined) => `no expression puts the response back into its v1 shape${op === undefined ? '' : ` (${op})`}`,
  notInV2: (name: string) => (name === '*' ? 'v2 does not return what v1 did' : `v2 does not return \`${name}\``),
  noWayBackTo: (text: string) => `\`${text}\` has no way back to its v1 value`,
  itemStandsForValue: () => 'an item of a list stands for the value',

  // Declared types of responses.
  typeInManyFiles: () => 'the type is used in more files than were looked at',
  typeTakesGoneMembers: (at: string) => `the type ${at} takes members by names that v2 does not have`,
  typeOfOthers: (name: string, at: string) => `\`${name}\` ${at} describes values that do not change in the same way`,
  typeGone: (at: string) => `the type ${at} has no counterpart in v2`,
  memberUsedElsewhere: (owner: string, name: string, at: string) => `\`${owner}.${name}\` is also used ${at}, by code that does not change`,

  // What the validation found.
  checkContract: (problem: string) => `${problem}: check that the new code has what it held`,
  contractOpen: (problem: string) => problem,
  contractFails: (problem: string) => `self-check: ${problem} after the edit`,

  // Settings.
  versionAtRunTime: (place: string) => `the version of the call at ${place} is only known at run time, and may be read from here`,
  settingNotText: (name: string) => `\`${name}\` is not written here as a text`,
  settingStays: (names: string, place: string, why: string) => `${names} stays, because it is used at ${place}: ${why}`,

  // Lists that v2 returns page by page.
  paged: (why: string) => `v2 returns this list page by page, and ${why}`,
  pagedHalf: (page: string, limit: string) =>
    `v2 returns this list page by page, and the call has only one of \`${page}\` and \`${limit}\``,
  pagedNoPromise: () => 'v2 returns this list page by page, and the response does not come as a promise',
  pagedUrlShared: () => 'other calls use the code that makes its URL',
  pagedInGenerator: () => 'it waits inside a generator',
  pagedUrlOutOfScope: () => 'its URL cannot hold the page where the call is made',
  pagedListUnknown: () => 'where the list is in the response is not known',
  pagedConverted: () => 'the code converts the response at once',
  pagedBodyText: () => 'its client gives the body as a text',
  pagedReadsMore: () => 'the call reads other resources as well',
  pagedQueries: () => 'the call has several queries',
  pagedQueryByCode: () => 'code sets its query',
  pagedUrlCompared: (at: string) => `its URL is looked up or compared ${at}`,
  pagedMaybe: (name: string) => `its \`${name}\` cannot be seen, and may ask for a page already`,
  pagedOfClient: (name: string) => `its client has a \`${name}\` of its own`,
  pagedNamesHidden: () => 'not all of its query parameters are visible',
  pagedQueryElsewhere: () => 'its query parameters are made elsewhere',
  pagedBodyUnknown: () => 'how its client gives the body is not known',

  // Bulk calls that become single calls.
  bulkNotAwaited: () => 'the bulk call is not awaited where it is made',
  bulkThroughWrapper: () => 'the bulk call goes through a wrapper: write the single calls in the same way',
  bulkItemsUnnamed: (field: string) => `the call does not name the items in \`${field}\`, and v2 has no list of exactly what v1 meant`,
  bulkUrlOutOfScope: () => 'the URL of the single call uses names that are not in scope at the bulk call',
  bulkResponseRead: () => 'the response of the bulk call is read, and v2 has none',
  bulkListMissing: () => 'v2 has no list of exactly what v1 meant',
  bulkLimitOutOfScope: () => 'what limits the bulk call uses names that are not in scope there',

  // Two calls that become one.
  secondCallMissing: (v2: string) => `no call was found that continues with what this one creates: v2 creates both at once (${v2})`,
  partnerStays: () => 'the call that belongs to this one stays as it is, and v2 makes one call of the two',
  idOfSecond: (v2: string, first: string) => `the id is now that of ${v2}, not of ${first}: check what it is used for`,
  firstNotAlone: () => 'the first call is not a statement of its own',
  secondConditional: (second: string, first: string) => `${second} is only called under a condition, and v2 has no ${first} without it`,
  firstShared: (first: string) => `several calls shared what ${first} made: each now sends it by itself, check that this is meant`,
  secondBodyUnseen: () => 'the body of the second call cannot be seen at the call',
  secondOutsideBlock: () => 'the second call is outside of the block that makes the first',
  bodiesUnseen: () => 'the two request bodies cannot both be seen at their calls',
  twoFiles: () => 'the two calls are in different files',
  updateOutOfScope: () => 'an update between the two calls uses names that are not in scope at the second call',
  fieldClash: (name: string) =>
    `the body of the second call has a \`${name}\` of its own, which v2 takes for what the rule adds: decide which of them is meant`,
  fieldInBoth: (name: string) => `both bodies set \`${name}\`: v2 has one, and gets that of the second call`,
  secondReadsMore: (text: string, line: number) => `the second body reads \`${text}\`, which the first call does not send (line ${line})`,
  metadataWaits: (resource: string) =>
    `v2 creates the ${resource} with its first job: until then its metadata waits in this process, check that both calls run in it`,
  firstBodyUnseen: () => 'the body of the first call cannot be seen at the call',
  firstResponseRead: () => 'the response of the first call is read in a way that needs the call',
  secondPartsUnseen: () => 'the id or the body of the second call cannot be seen at the call',
  twoModules: () => 'the two calls are in different CommonJS modules',
  firstUsedBefore: (line: number) => `the response of the first call is used before the second call (line ${line})`,
  firstUsedOutOfScope: (line: number) => `the response of the first call is used where that of the second is not in scope (line ${line})`,
  responseReplaced: (v2: string, first: string) => `the response of ${v2} now stands for that of ${first}: check the fields read from it`,
  firstUsedEarly: () => 'what the first call returns is used before its response is there',
  callbackContinues: () => 'the callback of the first call continues after the second',
  secondNotAlone: () => 'the second call is not a statement of its own',
  callbackDoesMore: () => 'the callback of the first call does more than make the second',
  mayLeaveBetween: (line: number) =>
    `line ${line} may leave between the two calls: v1 then keeps what the first one made, v2 makes nothing, check that nothing needs it`,
  updateMerged: () => 'what an update between the two calls set is now part of the creation: check that nothing needs the state before it',
  urlByHelper: () => 'a helper that needs the id of the first call builds the URL of the second',

  // Jobs, client libraries, mocks.
  waitForJob: (poll: string, states: string) => `v2 responds before the work is done: wait until ${poll} says ${states}.`,
  newSdkVersion: (module: string) => `install the new version of ${module}: the types of the installed one do not fit`,
  mockStatusHidden: () => 'the status that it returns is not written at the mock',
  mockOtherStatus: (status: number) => `v2 returns another status than ${status} for this error`,
  mockStatusToSet: (status: number) => `v2 returns ${status}, and the status is not written at the mock`,
  mockResponseFixed: (why: string) => `its response cannot be changed: ${why}`,
  mockPages: () => 'v2 returns pages: give the mock the pages that the test is about',
  mockOfServer: () => 'it tests a server: change it when the server moves to v2',
  mockOfNothing: () => 'no call that it stands for was found',
  mockMatcher: (text: string) => `\`${text}\` is a matcher: change it by hand`,
  mockBodyOfFirst: () => 'the expected body also holds what the first call sent',
  mockQuery: () => 'v2 tells this call by its query, which the pattern of the mock has to match',
  mockBodyOfFirstInV1: () => 'the body also holds what the first call sent in v1',
  mockBodyTest: () => 'a person has to read its test of the request body',
  mockMethodHidden: () => 'the method is not written at the mock',
  mockMethod: (to: string) => `it has to stand for ${to}`,
  mockOfFirst: () => 'it stands for the first of two calls that became one, and there is no mock of the second beside it',
  mockOfFirstLeft: () => 'it stands for the first of two calls that became one: remove it',

  // What scan knows before any edit is tried.
  onlyPath: (title: string) => `only its path shows that this is a call of ${title}: check whose it is`,
  notTraced: (where: string) => `no request was traced from this URL, which ${where}: find those that use it and migrate them by hand`,
  inTextFile: () => 'migrate does not rewrite such files: change it with the code that uses it',
  suppressionMisspelt: (rule: string, near: string) => `no rule is called "${rule}"; did you mean "${near}"?`,
  suppressionUnknown: (rule: string) => `no rule is called "${rule}": remove the comment, or correct its rule`,
  suppressionUnused: () => 'remove it, or correct the rule that it names',
  suppressionNeedsReason: () => 'write the reason after a colon: the configuration requires one',
  urlOverridable: () => 'the URL may also come from elsewhere, such as an environment variable: set it to v2 there too',
  pathAtRunTime: (endpoints: string) => `a part of the path is only known at run time: could be ${endpoints}`,
  alternativeOpen: (url: string) => `the URL may also be ${url}, of which no rule says what becomes of it`,
  otherHost: (origin: string) => `the call may also go to ${origin}: check that this is the same API`,
  methodAtRunTime: () => 'the HTTP method is only known at run time',
  baseInClient: (client: string) => `the base URL is in ${client}, which cannot be seen: move it to v2 first`,
  wrapperUnseen: (name: string) =>
    `what ${name} sends cannot be seen: declare it under "wrappers" in the configuration, or migrate the call by hand`,
  valueDecides: (field: string) => `what v2 needs depends on \`${field}\`, which is only known at run time: check what v2 gets`,
  valueNotInTable: (field: string, value: string) => `the rule does not say what v2 needs for ${field} "${value}"`,
  noRule: () => 'the guide does not say what becomes of it: look it up in the v2 API reference',
  endpointAtRunTime: () => 'code that cannot be followed inserts a part of the path: find out what it can be, and migrate each',
  restAtRunTime: () => 'the rest of the path is only known at run time',
  packageReexported: () => 'everything of the package is exported again: find out who imports it from here first',
  classExtended: () => 'a class of the project extends it',
  classPassedOn: () => 'the class is passed on here, and what is made of it cannot be seen',
  constructionUnseen: (symbol: string) => `where the ${symbol} is made cannot be seen`,
  argumentsAtRunTime: () => 'its arguments are only known at run time',
  otherArguments: (positional: string) => `it is not called with ${positional}`,
  objectAlready: () => 'it is called with an object already',
  sdkOptionsElsewhere: () => 'the options are made elsewhere',
  sdkOptionsPartly: () => 'some of the options come from elsewhere',
  nameAtRunTime: (name: string) => `${name} is only known at run time`,
  mockFollows: (rule: string) => `it has to follow ${rule}, or the tests do not show what runs`,
};

/** The reasons of `sentences`, each made of its facts. */
export const blockers = Object.fromEntries(
  Object.entries<(...facts: never[]) => string>(sentences).map(([name, sentence]) => [
    name,
    (...facts: never[]) => new Blocker(codeOf(name), sentence(...facts)),
  ]),
) as { [Name in keyof typeof sentences]: (...facts: Parameters<(typeof sentences)[Name]>) => Blocker };

/** `fieldMayExist` is `field-may-exist`. */
function codeOf(name: string): string {
  return name.replaceAll(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`).replaceAll(/-v-(?=\d)/g, '-v');
}

/** What a rule leaves to a person, as the pack puts it. */
export function ruleBlocker({ todo, title }: { todo?: string | undefined; title: string }): Blocker {
  return blockers.rule(todo ?? title);
}

/** The fields of a finding that carry a reason. */
export function reasonFields(blocker: Blocker | undefined): { reason?: string; reasonCode?: string } {
  return blocker ? { reason: blocker.text, reasonCode: blocker.code } : {};
}

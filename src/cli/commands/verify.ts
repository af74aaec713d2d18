import { Command, Option } from 'commander';
import { DRY_RUN_FORMS, type DryRunForm } from '../../report/verify/dry-run/index.js';
import { VERIFY_FORMATS, type VerifyFormat } from '../../report/verify/index.js';
import {
  configOption,
  formatOption,
  noConfigOption,
  type GlobalOptions,
  oneOf,
  oneOfOption,
  outputOption,
  packOption,
  type PackSelection,
  positiveNumber,
  positiveWhole,
  shard,
  stageOption,
} from '../options.js';
import type { DefineCommand } from './command.js';

/** A report that is asked for. */
export interface ReportTarget {
  format: VerifyFormat;
  /** Absent: stdout, or the file of `--output`. */
  file?: string;
}

export interface VerifyCommandOptions extends PackSelection, GlobalOptions {
  format?: ReportTarget[];
  output?: string;
  target?: string;
  source?: string;
  v1?: string;
  allowWrites?: boolean;
  cleanup?: boolean;
  header?: string[];
  dryRun?: DryRunForm;
  concurrency?: number;
  rate?: number;
  timeout?: number;
  control?: boolean;
  strict?: boolean;
  sites?: string;
  shard?: { index: number; count: number };
  merge?: boolean;
  resume?: string;
  minJudged?: number;
  include?: string[];
  exclude?: string[];
  entry?: string[];
  bail?: boolean;
  maxFailures?: number;
  ca?: string;
  cert?: string;
  key?: string;
  insecure?: boolean;
  baseline?: string;
  updateBaseline?: boolean;
  shiftTimes?: boolean;
  tokenCommand?: string;
  v2Openapi?: string;
}

/** `json`, or `json=report.json`. */
function reportTarget(value: string, all: ReportTarget[] = []): ReportTarget[] {
  const [, name = value, file] = /^([^=]*)=(.+)$/s.exec(value) ?? [];
  const format = oneOf('format', VERIFY_FORMATS)(name);
  return [...all, file === undefined ? { format } : { format, file }];
}

/** Collects an option that may be given several times. */
function append(value: string, all: string[] = []): string[] {
  return [...all, value];
}

export const verifyCommand: DefineCommand = (finish) =>
  new Command('verify')
    .description('replay recorded v1 traffic against a running v2 server and compare the responses')
    .argument('<recordings...>', 'HAR or JSONL files, globs or directories')
    .option('-t, --target <url>', 'the v2 server; the only one that is ever contacted')
    .option('--source <url>', 'origin of the v1 API in the recordings; other traffic is skipped')
    .option('--v1 <url>', 'the running v1 API, whose deprecation state is read')
    .option('--allow-writes', 'send also requests that change something')
    .option('--cleanup', 'delete what the run created, where the rules say how')
    .option('--header <header>', "sent with every request: 'Name: value' or 'Name: env:VAR'; repeatable", append)
    .option('--token-command <command>', 'send the token that this command prints as Authorization; it is run again after an answer of 401')
    .addOption(
      oneOfOption(
        new Option('--dry-run [form]', 'send nothing; print the translated requests as table, curl or har').preset('table'),
        'form of --dry-run',
        DRY_RUN_FORMS,
      ),
    )
    .option('--include <pattern>', "judge only these calls: '/api/v1/things/**', DELETE, 'POST /api/v1/*', or a rule; repeatable", append)
    .option('--exclude <pattern>', 'leave these calls out; repeatable', append)
    .option('--entry <n>', 'judge only this entry of the recordings, or a range such as 3-9; repeatable', append)
    .option('--bail', 'end the run with the first exchange that does not pass')
    .option('--max-failures <n>', 'end the run after this many exchanges that did not pass', positiveWhole('--max-failures'))
    .option('--baseline <file>', 'accept the differences that this file lists')
    .option('--update-baseline', 'accept all differences, and write them to the baseline file')
    .option('--shift-times', 'move instants in requests that lay ahead by the age of the recording')
    .option('--v2-openapi <file>', 'hold the answers against this OpenAPI document of v2, too')
    .option('--ca <file>', 'certificates of authorities to trust, as PEM')
    .option('--cert <file>', 'certificate of the client, as PEM; needs --key')
    .option('--key <file>', 'key of the certificate of the client, as PEM')
    .option('--insecure', 'accept a certificate of the target that is not trusted')
    .option('--concurrency <n>', 'requests in flight (default: 8)', positiveWhole('--concurrency'))
    .option('--rate <n>', 'requests per second at most', positiveNumber('--rate'))
    .option('--timeout <ms>', 'milliseconds for one request (default: 30000)', positiveNumber('--timeout'))
    .option('--control', 'send safe requests twice and treat what differs between the responses as noise')
    .option('--strict', 'warnings, such as a deprecated v2 endpoint, count as failures')
    .option('--min-judged <percent>', 'fail when less of the recorded calls was judged', positiveNumber('--min-judged'))
    .option('--sites <file>', 'JSON report of scan: which call sites does the traffic exercise?')
    .option('--shard <i/n>', 'judge only part i of n', shard)
    .option('--merge', 'the files are JSON reports of shards: merge them')
    .option('--resume <file>', 'keep what was judged in this file, and go on from there')
    .addOption(packOption())
    .addOption(stageOption())
    .addOption(formatOption(VERIFY_FORMATS, 'name=file writes one of several').argParser(reportTarget))
    .addOption(outputOption())
    .addOption(configOption())
    .addOption(noConfigOption())
    .action(async (recordings: string[], _: unknown, command: Command) => {
      const { runVerify } = await import('../run/verify.js');
      finish(await runVerify(recordings, command.optsWithGlobals<VerifyCommandOptions>()));
    });

import { Command } from 'commander';
import type { GlobalOptions } from '../options.js';
import type { DefineCommand } from './command.js';

export interface RecordCommandOptions extends GlobalOptions {
  listen: string;
  target: string;
  output: string;
  keepSecrets?: boolean;
  ca?: string;
  insecure?: boolean;
}

export const recordCommand: DefineCommand = (finish) =>
  new Command('record')
    .description('record the traffic of any client: a proxy in front of the v1 server that writes HAR for verify')
    .requiredOption('--listen <host:port>', 'where clients connect instead of to the server, such as 127.0.0.1:9000')
    .requiredOption('-t, --target <url>', 'the v1 server; a path in it comes before the path of every request')
    .option('--output <file>', 'recording to write; a file that exists is not replaced', 'traffic.har')
    .option('--keep-secrets', 'leave credentials, cookies and secret fields in the recording')
    .option('--ca <file>', 'certificates of authorities to trust, as PEM')
    .option('--insecure', 'accept a certificate of the target that is not trusted')
    .action(async (_: unknown, command: Command) => {
      const { runRecord } = await import('../run/record.js');
      finish(await runRecord(command.optsWithGlobals<RecordCommandOptions>()));
    });

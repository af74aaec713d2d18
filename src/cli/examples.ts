/** A command line as a user would type it, and what it is for. */
interface Example {
  what: string;
  line: string;
}

/** Examples of each command, for `--help` and for `docs/cli.md`. */
const EXAMPLES: Record<string, readonly Example[]> = {
  scan: [
    { what: 'the calls of a project that still use v1', line: 'npx api-migrate scan src' },
    { what: 'before a push: only what this branch changed', line: 'npx api-migrate scan --since main' },
    {
      what: 'in CI: annotate, and fail on what the baseline does not list',
      line: 'npx api-migrate scan --format github --baseline .api-migrate-baseline.json',
    },
  ],
  migrate: [
    { what: 'print the changes as a diff', line: 'npx api-migrate migrate src' },
    { what: 'write those that need no review', line: 'npx api-migrate migrate src --level auto --write' },
    { what: 'take them back', line: 'npx api-migrate migrate --undo' },
  ],
  validate: [
    { what: 'judge a migration that a person or an agent made on this branch', line: 'npx api-migrate validate --since main' },
    { what: 'in CI: annotate what is not right', line: 'npx api-migrate validate src --since origin/main --format github' },
  ],
  verify: [
    {
      what: 'print the requests that would be sent',
      line: 'npx api-migrate verify traffic.har --target https://staging.example.com --dry-run',
    },
    {
      what: 'send only requests that read, with your own token',
      line: "npx api-migrate verify traffic.har --target https://staging.example.com --header 'Authorization: env:TOKEN'",
    },
    {
      what: 'send everything to a server whose data you can lose, and make a page of it',
      line: 'npx api-migrate verify recordings/ --target http://localhost:8080 --allow-writes --format html --output report.html',
    },
  ],
  merge: [
    { what: 'the shards of one repository', line: 'npx api-migrate merge shard-1.json shard-2.json --format html --output report.html' },
    {
      what: 'the reports of an organisation, one file for each repository',
      line: 'npx api-migrate merge reports/ --output organisation.html',
    },
  ],
  init: [{ what: 'write api-migrate.config.ts, or .mjs where there is no TypeScript', line: 'npx api-migrate init' }],
  completion: [
    { what: 'in ~/.bashrc, where api-migrate is installed', line: 'eval "$(api-migrate completion bash)"' },
    { what: 'for fish', line: 'api-migrate completion fish > ~/.config/fish/completions/api-migrate.fish' },
  ],
  mcp: [{ what: 'in the settings of a coding agent', line: 'npx api-migrate mcp' }],
  record: [
    {
      what: 'record what a client of any language sends to v1: point it at http://127.0.0.1:9000 instead, and stop with Ctrl-C',
      line: 'npx api-migrate record --listen 127.0.0.1:9000 --target https://api.example.com --output traffic.har',
    },
  ],
  explain: [
    { what: 'the packs, and what they cover', line: 'npx api-migrate explain' },
    { what: 'one rule, with an example before and after', line: 'npx api-migrate explain tao/create-job-collapse' },
  ],
};

/** Examples of a command as lines of a shell. */
export function examplesOf(command: string): string {
  return (EXAMPLES[command] ?? []).map(({ what, line }) => `# ${what}\n${line}`).join('\n');
}

import { lstatSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** A package of the lock file. */
interface Locked {
  version?: string;
  license?: string;
  dev?: boolean;
  integrity?: string;
  dependencies?: { [name: string]: string };
}

const lock = JSON.parse(readFileSync('package-lock.json', 'utf8')) as { packages: { [path: string]: Locked } };

/** What a user installs with this package, with licences and sizes, and what is bundled. */
export function packagesDoc(): string {
  const own = lock.packages['']?.dependencies ?? {};
  const installed = Object.entries(lock.packages).filter(([path, { dev }]) => path !== '' && dev !== true);
  const rows = installed.map(([path, locked]) => {
    const name = nameOf(path);
    return { name, direct: Object.hasOwn(own, name), version: locked.version ?? '', license: locked.license ?? '', size: sizeOf(path) };
  });
  const total = rows.reduce((sum, { size }) => sum + size, 0);
  const lines = rows.map(
    ({ name, direct, version, license, size }) => `| ${direct ? `**${name}**` : name} | ${version} | ${license} | ${kilobytes(size)} |`,
  );
  return `<!-- Written by npm run docs. -->

# Packages

What \`npm install api-migrate\` brings along: ${rows.length} packages, ${kilobytes(total)} on disk. Those in bold are asked for by this package, the others
by them. commander and leven are part of the bundle; their licences are in \`dist/THIRD-PARTY-LICENSES.txt\`. None of these packages
runs a script when it is installed. \`npm audit --omit dev\` asks whether any has a known weakness; each release has a list of them
in the CycloneDX format (\`npm sbom\`).

| package | version | licence | on disk |
| --- | --- | --- | --- |
${lines.join('\n')}
`;
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('node_modules/') + 'node_modules/'.length);
}

/** Bytes of all files of a package, without the packages below it. */
function sizeOf(path: string): number {
  return readdirSync(path, { withFileTypes: true }).reduce((sum, entry) => {
    const inner = join(path, entry.name);
    if (entry.isDirectory()) return entry.name === 'node_modules' ? sum : sum + sizeOf(inner);
    return entry.isFile() ? sum + lstatSync(inner).size : sum;
  }, 0);
}

function kilobytes(bytes: number): string {
  return bytes < 1_000_000 ? `${Math.ceil(bytes / 1000)} kB` : `${(bytes / 1_000_000).toFixed(1)} MB`;
}

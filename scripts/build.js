// Bundles the package into dist/. Dependencies stay imports; what package.json lists under devDependencies and the
// command line needs at once (commander, leven) is bundled.
import { readFileSync } from 'node:fs';
import { mkdir, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { build } from 'esbuild';
import packageJson from '../package.json' with { type: 'json' };

const root = fileURLToPath(new URL('..', import.meta.url));
const outdir = path.join(root, 'dist');
const RUNS = ['overview', 'scan', 'migrate', 'undo', 'validate', 'verify', 'record', 'explain', 'merge', 'init', 'mcp', 'completion'];

/** Commands that are over in a moment where there is nothing to do. */
const QUICK = ['overview', 'scan', 'explain'];
/** What they need in any case: dependencies, and the report that is printed where no other is asked for. */
const BUNDLED = new Set(['picomatch', 'ignore']);
const PRETTY = 'src/report/pretty.ts';
/** The others stay imports. */
const external = Object.keys(packageJson.dependencies).filter((name) => !BUNDLED.has(name));

/** @type {import('esbuild').BuildOptions & { metafile: true, write: false }} */
const shared = {
  absWorkingDir: root,
  outdir,
  bundle: true,
  format: 'esm',
  platform: 'node',
  target: 'node20.19',
  minifySyntax: true,
  external: Object.keys(packageJson.dependencies),
  logLevel: 'warning',
  metafile: true,
  write: false,
};

/** What the commands and the library do: one lazily loaded chunk for each heavy part. */
const library = await build({
  ...shared,
  entryPoints: {
    index: 'src/index.ts',
    eslint: 'src/eslint.ts',
    record: 'src/record/index.ts',
    'load-module': 'src/cli/config/load-module.ts',
    ...Object.fromEntries(RUNS.map((name) => [`run-${name}`, `src/cli/run/${name}.ts`])),
  },
  splitting: true,
});

/** Chunks that the library loads when it needs them, by the source that each begins with. */
const chunks = new Map(
  Object.entries(library.metafile.outputs).flatMap(([file, { entryPoint }]) =>
    entryPoint === undefined ? [] : [[entryPoint, path.basename(file)]],
  ),
);

/** What is over soon, with all that it loads at once in one file: finding and opening a file takes longer than reading it. */
const quick = await build({
  ...shared,
  entryPoints: Object.fromEntries(QUICK.map((name) => [`run-${name}`, `src/cli/run/${name}.ts`])),
  external,
  plugins: [
    {
      name: 'quick',
      setup({ onResolve, resolve }) {
        onResolve({ filter: /^\./ }, async ({ path: file, kind, resolveDir, pluginData }) => {
          if (kind !== 'dynamic-import' || pluginData === 'resolved') return undefined;
          const { path: source } = await resolve(file, { kind, resolveDir, pluginData: 'resolved' });
          if (source === path.join(root, PRETTY)) return undefined;
          const chunk = chunks.get(path.relative(root, source));
          if (chunk === undefined) throw new Error(`no chunk begins with ${source}`);
          return { path: `./${chunk}`, external: true };
        });
      },
    },
  ],
});

/** The start of the command line in one file, because each further module costs `--help` a millisecond. */
const start = await build({
  ...shared,
  entryPoints: { cli: 'src/cli/main.ts' },
  external,
  minifyWhitespace: true,
  // commander is CommonJS and asks for Node's own modules through `require`.
  banner: { js: "import { createRequire as __createRequire } from 'node:module'; const require = __createRequire(import.meta.url);" },
  plugins: [
    {
      name: 'start',
      setup({ onLoad, onResolve }) {
        onResolve({ filter: /\/run\/\w+\.js$/ }, ({ path: file }) => ({ path: `./run-${path.basename(file)}`, external: true }));
        // commander loads it for stand-alone executables as subcommands, of which there are none.
        onResolve({ filter: /^node:child_process$/ }, () => ({ path: 'child_process', namespace: 'none' }));
        onLoad({ filter: /.*/, namespace: 'none' }, () => ({ contents: '' }));
      },
    },
  ],
});

// Files that did not change are left alone, and old ones go last: a run of the command line meanwhile keeps working.
const outputs = [...new Map([library, quick, start].flatMap(({ outputFiles }) => outputFiles.map((file) => [file.path, file]))).values()];
await mkdir(outdir, { recursive: true });
await Promise.all(
  outputs.map(async ({ path: file, contents }) => {
    const old = await readFile(file).catch(() => undefined);
    if (!old?.equals(contents)) await writeFile(file, contents);
  }),
);
await writeFile(path.join(outdir, 'THIRD-PARTY-LICENSES.txt'), licencesOf([library, quick, start]));
const current = new Set(outputs.map((file) => path.basename(file.path)));
const stale = (await readdir(outdir)).filter((name) => name.endsWith('.js') && !current.has(name));
await Promise.all(stale.map((name) => rm(path.join(outdir, name), { force: true })));

/**
 * Licences of the packages that ended up in the bundles.
 * @param {{ metafile: import('esbuild').Metafile }[]} builds
 */
function licencesOf(builds) {
  const inputs = builds.flatMap(({ metafile }) => Object.keys(metafile.inputs));
  const packages = new Set(inputs.flatMap((input) => /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input)?.[1] ?? []));
  return [...packages]
    .toSorted()
    .map((name) => `${name}\n\n${licenceText(path.join(root, 'node_modules', name))}`)
    .join(`\n${'-'.repeat(80)}\n\n`);
}

/** @param {string} directory */
function licenceText(directory) {
  for (const name of ['LICENSE', 'license', 'LICENSE.md', 'LICENSE-MIT']) {
    try {
      return readFileSync(path.join(directory, name), 'utf8');
    } catch {
      // Another spelling, then.
    }
  }
  throw new Error(`${directory} has no licence file`);
}

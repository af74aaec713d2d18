// Runs ESLint with a restricted syntax over a directory: node eslint.js TOOLS ROOT TEXT
import { createRequire } from 'node:module';
import path from 'node:path';

const [tools = '', root = '', text = ''] = process.argv.slice(2);
const load = createRequire(path.join(tools, 'index.js'));
const { ESLint } = load('eslint');
const { parser } = load('typescript-eslint');

const pattern = text.replaceAll('/', String.raw`\/`);
const eslint = new ESLint({
  cwd: root,
  overrideConfigFile: true,
  overrideConfig: [
    {
      files: ['**/*.{ts,tsx,js,jsx}'],
      languageOptions: { parser, parserOptions: { ecmaFeatures: { jsx: true } } },
      rules: {
        'no-restricted-syntax': [
          'error',
          { selector: `Literal[value=/${pattern}/]`, message: 'v1' },
          { selector: `TemplateElement[value.raw=/${pattern}/]`, message: 'v1' },
        ],
      },
    },
  ],
});
for (const { filePath, messages } of await eslint.lintFiles(['.'])) {
  for (const { line, fatal } of messages) if (!fatal) console.log(`${filePath}:${line}`);
}

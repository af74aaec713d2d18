// Finds the literals that hold a text in a plain ts-morph project: node ts-morph.js TOOLS ROOT TEXT
import { createRequire } from 'node:module';
import path from 'node:path';

const [tools = '', root = '', text = ''] = process.argv.slice(2);
/** @type {typeof import('ts-morph')} */
const { Node, Project } = createRequire(path.join(tools, 'index.js'))('ts-morph');

const project = new Project({ skipFileDependencyResolution: true, compilerOptions: { allowJs: true } });
project.addSourceFilesAtPaths([path.join(root, '**/*.{ts,tsx,js,jsx}'), `!${path.join(root, '**/node_modules/**')}`]);
for (const file of project.getSourceFiles()) {
  file.forEachDescendant((node) => {
    const isLiteral = Node.isStringLiteral(node) || Node.isNoSubstitutionTemplateLiteral(node) || Node.isTemplateExpression(node);
    if (isLiteral && node.getText().includes(text)) console.log(`${file.getFilePath()}:${node.getStartLineNumber()}`);
  });
}

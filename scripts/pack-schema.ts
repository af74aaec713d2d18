import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { ts } from 'ts-morph';
import { z } from 'zod';
import { packSchema } from '../src/pack/schema/index.js';

interface Schema {
  description?: string;
  properties?: Record<string, Schema>;
  oneOf?: Schema[];
  anyOf?: Schema[];
  const?: unknown;
  $defs?: Record<string, Schema>;
}

/** The text of schema/pack.schema.json: the shape from the schema, the words from the comments of the types. */
export function packSchemaText(): string {
  const schema = z.toJSONSchema(packSchema, { io: 'input' }) as Schema;
  const docs = typeDocs(fileURLToPath(new URL('../src/pack/model.ts', import.meta.url)));
  for (const [name, definition] of Object.entries(schema.$defs ?? {})) describe(definition, docs.get(name), docs);
  const about = { $id: 'https://unpkg.com/api-migrate/schema/pack.schema.json', title: 'Rule pack of api-migrate' };
  return `${JSON.stringify({ ...schema, ...about }, undefined, 2)}\n`;
}

/** Comments of a type: its own, those of its members, and those of the variants of a union by their discriminator. */
interface TypeDoc {
  own?: string;
  members: Map<string, string>;
  variants: Map<string, string>;
}

function describe(schema: Schema, doc: TypeDoc | undefined, docs: Map<string, TypeDoc>): void {
  const own = doc?.own;
  if (own !== undefined) schema.description = own;
  const base = docs.get('RuleBase')?.members;
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    const text = doc?.members.get(name) ?? (schema.properties?.['guide'] && schema.properties['level'] ? base?.get(name) : undefined);
    if (text !== undefined) property.description = text;
  }
  for (const variant of schema.oneOf ?? schema.anyOf ?? []) {
    const tag = Object.values(variant.properties ?? {}).find((property) => property.const !== undefined)?.const;
    const text = typeof tag === 'string' ? doc?.variants.get(tag) : undefined;
    if (text !== undefined) variant.description = text;
  }
}

function typeDocs(file: string): Map<string, TypeDoc> {
  const tree = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ESNext, true);
  const docs = new Map<string, TypeDoc>();
  for (const statement of tree.statements) {
    if (!ts.isInterfaceDeclaration(statement) && !ts.isTypeAliasDeclaration(statement)) continue;
    const own = commentOf(statement);
    const members = ts.isInterfaceDeclaration(statement) ? memberDocs(statement) : new Map<string, string>();
    const variants = ts.isTypeAliasDeclaration(statement) ? variantDocs(statement, tree.text) : new Map<string, string>();
    docs.set(statement.name.text, { ...(own !== undefined && { own }), members, variants });
  }
  return docs;
}

function memberDocs(type: ts.InterfaceDeclaration): Map<string, string> {
  return new Map(
    type.members.flatMap((member): [string, string][] => {
      const text = commentOf(member);
      return text === undefined || !member.name || !ts.isIdentifier(member.name) ? [] : [[member.name.text, text]];
    }),
  );
}

function variantDocs({ type }: ts.TypeAliasDeclaration, text: string): Map<string, string> {
  const found = new Map<string, string>();
  if (!ts.isUnionTypeNode(type)) return found;
  let from = type.getFullStart();
  for (const variant of type.types) {
    const comment = /\/\*\*([\s\S]*?)\*\//.exec(text.slice(from, variant.getStart()))?.[1];
    const tag = /'([^']+)'/.exec(variant.getText())?.[1];
    if (comment !== undefined && tag !== undefined) found.set(tag, plain(comment));
    from = variant.getEnd();
  }
  return found;
}

function commentOf(node: ts.Node): string | undefined {
  const comment = ts.getTextOfJSDocComment(ts.getJSDocCommentsAndTags(node).at(-1)?.comment);
  return comment === undefined ? undefined : plain(comment);
}

/** A comment as one line of text. */
function plain(comment: string): string {
  return comment.replaceAll(/\s*\n\s*\*?\s*/g, ' ').trim();
}

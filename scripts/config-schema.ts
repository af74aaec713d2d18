import { z } from 'zod';
import { configSchema } from '../src/cli/config/schema.js';

/** The text of schema/config.schema.json, for editors and for api-migrate.config.json. */
export function configSchemaText(): string {
  const schema = z.toJSONSchema(configSchema, { io: 'input', unrepresentable: 'any' });
  return `${JSON.stringify({ ...schema, $id: 'https://unpkg.com/api-migrate/schema/config.schema.json', title: 'Configuration of api-migrate' }, undefined, 2)}\n`;
}

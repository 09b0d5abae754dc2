import { z } from 'zod';
import { configSchema } from '../config/schema.ts';

/** JSON Schema of the configuration file, in the draft that editors' YAML support reads. */
export function configJsonSchema(): string {
  const schema = z.toJSONSchema(configSchema, { io: 'input', target: 'draft-07' });
  return `${JSON.stringify({ title: 'Paulownia configuration', ...schema }, null, 2)}\n`;
}

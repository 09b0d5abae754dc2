/** The built console's files, sent as strictly as the service sends them. */
import { existsSync, readFileSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';

const distFolder = join(import.meta.dirname, '../../dashboards/console/dist');

/** Stricter than the service's own: not even styles in attributes. */
const contentPolicy =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
};

export function demandBuiltConsole(): void {
  if (!existsSync(join(distFolder, 'index.html'))) {
    throw new Error('The console is not built. Run: npm run console:build');
  }
}

/** A file of the console; its page for every address that is none. */
export function sendConsoleFile(path: string, response: ServerResponse): void {
  const wanted = join(distFolder, path);
  const file = extname(path) !== '' && existsSync(wanted) ? wanted : join(distFolder, 'index.html');
  response.writeHead(200, {
    'content-type': types[extname(file)] ?? 'application/octet-stream',
    'content-security-policy': contentPolicy,
    'cache-control': path.startsWith('/assets/') ? 'max-age=31536000, immutable' : 'no-cache',
  });
  response.end(readFileSync(file));
}

export async function bodyOf(request: IncomingMessage): Promise<Record<string, unknown>> {
  const pieces: Buffer[] = [];
  for await (const piece of request) pieces.push(piece as Buffer);
  const text = Buffer.concat(pieces).toString();
  return text === '' ? {} : (JSON.parse(text) as Record<string, unknown>);
}

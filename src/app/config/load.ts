/** Reads the configuration file once, and answers it or everything that is wrong with it. */
import { dirname } from 'node:path';
import { fail, type Outcome, succeed } from '../../domain/outcome.ts';
import { type Config, completeConfig } from './config.ts';
import { draftOf } from './draft.ts';
import { type ConfigFault, type Finding, formatFault, type Path, pathText } from './faults.ts';
import { parseBySchema } from './messages.ts';
import { type ConfigSources, type Outside, readOutside } from './outside.ts';
import { deviceFindings } from './rules-devices.ts';
import { idFindings, parentFindings } from './rules-network.ts';
import { serviceFindings } from './rules-service.ts';
import { tariffFindings } from './rules-tariffs.ts';
import { type ConfigFile, configSchema } from './schema.ts';
import { type Place, type PlacedFinding, parseSource } from './source.ts';

function isWritten(raw: unknown, path: Path): boolean {
  let value = raw;
  for (const step of path) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, step)) return false;
    value = (value as Record<string | number, unknown>)[step];
  }
  return true;
}

interface Examined {
  readonly file: ConfigFile | null;
  readonly outside: Outside;
  readonly findings: readonly Finding[];
}

function examine(raw: unknown, folder: string, sources: ConfigSources): Examined {
  const { value, findings } = parseBySchema(configSchema, raw);
  const draft = draftOf(raw);
  const outside = readOutside(draft, folder, sources);
  return {
    file: value,
    outside,
    findings: [
      ...findings,
      ...outside.findings,
      ...parentFindings(draft),
      ...idFindings(draft),
      ...deviceFindings(draft, outside.profiles, (path) => isWritten(raw, path)),
      ...tariffFindings(draft),
      ...serviceFindings(draft),
    ],
  };
}

/** In the order of their lines; what is said twice of one place is told once. */
function toFaults(file: string, findings: readonly PlacedFinding[]): ConfigFault[] {
  const faults = findings
    .map(({ path, message, place }) => ({ file, ...place, path: pathText(path), message }))
    .sort((a, b) => a.line - b.line || a.column - b.column);
  return [...new Map(faults.map((fault) => [formatFault(fault), fault])).values()];
}

function readFault(file: string, error: unknown): ConfigFault {
  const message = `cannot be read: ${error instanceof Error ? error.message : error}`;
  return { file, line: 1, column: 1, path: '', message };
}

/** All faults are told at once, in the order of their lines; with one there is no configuration. */
export function loadConfig(
  file: string,
  sources: ConfigSources,
): Outcome<Config, readonly ConfigFault[]> {
  let text: string;
  try {
    text = sources.readFile(file);
  } catch (error) {
    return fail([readFault(file, error)]);
  }
  const source = parseSource(text);
  if (source.raw === undefined) return fail(toFaults(file, source.faults));
  const folder = dirname(file);
  const examined = examine(source.raw, folder, sources);
  const placed = (finding: Finding): PlacedFinding => {
    const place: Place = source.locate(finding.path, finding.at);
    return { ...finding, place };
  };
  const faults = [...source.faults, ...examined.findings.map(placed)];
  return examined.file === null || faults.length > 0
    ? fail(toFaults(file, faults))
    : succeed(completeConfig(examined.file, folder, examined.outside));
}

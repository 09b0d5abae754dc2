/** What the configuration file points at outside itself: secrets, certificates, profile files. */
import { resolve } from 'node:path';
import { type Profile, parseProfile } from '../../contract/profile.ts';
import { fail, type Outcome, succeed } from '../../domain/outcome.ts';
import type { Draft } from './draft.ts';
import { type Finding, finding, type Path, pathText } from './faults.ts';
import type { SecretRef } from './schema-secret.ts';
import { Secret } from './secret.ts';

export interface ConfigSources {
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Text of a file; throws where it cannot be read. */
  readonly readFile: (path: string) => string;
  /** The profiles that come with the program. */
  readonly shippedProfiles: readonly Profile[];
}

export interface Outside {
  /** Secrets by the path of their reference. */
  readonly secrets: ReadonlyMap<string, Secret>;
  /** The profiles that come with the program, and those of the profile files. */
  readonly profiles: readonly Profile[];
  readonly findings: readonly Finding[];
}

interface Reader {
  readonly sources: ConfigSources;
  readonly folder: string;
}

function readText({ sources, folder }: Reader, path: string): Outcome<string, string> {
  try {
    return succeed(sources.readFile(resolve(folder, path)));
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? ` (${error.code})` : '';
    return fail(`the file '${path}' cannot be read${code}`);
  }
}

function readSecret(reader: Reader, ref: SecretRef): Outcome<Secret, string> {
  if ('env' in ref) {
    const value = reader.sources.env[ref.env];
    return value === undefined || value === ''
      ? fail(`the environment variable ${ref.env} is not set`)
      : succeed(new Secret(value, `environment variable ${ref.env}`));
  }
  const text = readText(reader, ref.file);
  if (!text.ok) return text;
  const value = text.value.replace(/\r?\n$/, '');
  return value === ''
    ? fail(`the file '${ref.file}' is empty`)
    : succeed(new Secret(value, `file ${ref.file}`));
}

function secretRefs(draft: Draft): { path: Path; ref: SecretRef }[] {
  const { external, tools, influx1Store, influx2Store, openMeteo, mqttWeather } = draft;
  const secrets: { path: Path; ref: SecretRef | undefined }[] = [
    ...[...(external === null ? [] : [external]), ...tools].map(({ path, password }) => {
      return { path: [...path, 'password'], ref: password };
    }),
    { path: ['store', 'influxdb1', 'password'], ref: influx1Store?.influxdb1?.password },
    { path: ['store', 'influxdb2', 'token'], ref: influx2Store?.influxdb2?.token },
    { path: ['weather', 'apiKey'], ref: openMeteo?.apiKey },
    { path: ['weather', 'password'], ref: mqttWeather?.password },
  ];
  return secrets.flatMap(({ path, ref }) => (ref === undefined ? [] : [{ path, ref }]));
}

function certificateFindings({ embedded, external }: Draft, reader: Reader): Finding[] {
  const files = Object.entries({ ...embedded?.tls, ...external?.tls });
  return files.flatMap(([key, path]) => {
    const text = typeof path === 'string' ? readText(reader, path) : succeed('');
    return text.ok ? [] : [finding(['mqtt', 'tls', key], text.fault)];
  });
}

function readProfile(
  reader: Reader,
  file: string,
  known: readonly Profile[],
): Outcome<Profile, string[]> {
  const text = readText(reader, file);
  if (!text.ok) return fail([text.fault]);
  const profile = parseProfile(text.value, file);
  if (!profile.ok) {
    return fail(
      profile.fault.map(({ line, path, message }) => `${file}:${line}  ${path}  ${message}`),
    );
  }
  return known.some(({ id }) => id === profile.value.id)
    ? fail([`there is already a profile '${profile.value.id}'`])
    : profile;
}

export function readOutside(draft: Draft, folder: string, sources: ConfigSources): Outside {
  const reader = { sources, folder };
  const secrets = new Map<string, Secret>();
  const profiles = [...sources.shippedProfiles];
  const findings: Finding[] = certificateFindings(draft, reader);
  for (const { path, ref } of secretRefs(draft)) {
    const secret = readSecret(reader, ref);
    if (secret.ok) secrets.set(pathText(path), secret.value);
    else findings.push(finding([...path, ...Object.keys(ref)], secret.fault));
  }
  for (const [index, file] of draft.profileFiles.entries()) {
    const profile = readProfile(reader, file, profiles);
    if (profile.ok) profiles.push(profile.value);
    else findings.push(...profile.fault.map((fault) => finding(['profiles', index], fault)));
  }
  return { secrets, profiles, findings };
}

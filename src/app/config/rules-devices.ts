/** Rules that tie devices to nodes, cooperatives, ratings and profiles. */
import { hasPower, isMeter, needsRating } from '../../contract/device-kinds.ts';
import type { Profile } from '../../contract/profile.ts';
import type { Draft } from './draft.ts';
import { type Finding, finding } from './faults.ts';
import { suggestion } from './nearest.ts';
import { type NodeDraft, nodesOf } from './rules-network.ts';
import { devicesMax, numberMark } from './schema-devices.ts';

type DeviceDraft = Draft['devices'][number];

interface Known {
  readonly nodes: ReadonlyMap<string, NodeDraft>;
  readonly cooperatives: ReadonlySet<string>;
  readonly profiles: ReadonlyMap<string, Profile>;
}

function referenceFindings(device: DeviceDraft, known: Known): Finding[] {
  const references = [
    { key: 'node', id: device.node, ids: known.nodes, what: 'node' },
    { key: 'cooperative', id: device.cooperative, ids: known.cooperatives, what: 'cooperative' },
    { key: 'profile', id: device.profile, ids: known.profiles, what: 'profile' },
  ];
  return references.flatMap(({ key, id, ids, what }) =>
    id === undefined || ids.has(id)
      ? []
      : [
          finding(
            [...device.path, key],
            `there is no ${what} '${id}'${suggestion(id, ids.keys())}`,
          ),
        ],
  );
}

function profileFindings({ kind, profile, path }: DeviceDraft, known: Known): Finding[] {
  const kinds = known.profiles.get(profile ?? '')?.kinds;
  return kind === undefined || kinds === undefined || kinds.includes(kind)
    ? []
    : [finding([...path, 'profile'], `'${profile}' is for ${kinds.join(', ')}, not for ${kind}`)];
}

/** `written` tells a rating that is there, though wrong, from one that was left out. */
function ratingFindings(device: DeviceDraft, known: Known, written: boolean): Finding[] {
  const { kind, path } = device;
  const at = [...path, 'ratingKw'];
  if (kind === undefined) return [];
  if (written) return hasPower(kind) ? [] : [finding(at, `a ${kind} has no power to rate`)];
  if (!needsRating(kind)) return [];
  if (!isMeter(kind)) return [finding(at, `is missing: a ${kind} needs its nameplate power`)];
  const node = known.nodes.get(device.node ?? '');
  if (node === undefined || node.ratingKva !== undefined || node.kind === 'area') return [];
  return [
    finding(at, `is missing: the ${node.kind} '${node.id}' has no ratingKva to take it from`),
  ];
}

/** `counted` tells a count that is there, though wrong, from one that was left out. */
function templateFindings({ id, name, path }: DeviceDraft, counted: boolean): Finding[] {
  if (id === undefined) return [];
  const numbered = id.includes(numberMark);
  if (counted && !numbered) {
    return [finding([...path, 'id'], `must hold ${numberMark}, since there is a count`)];
  }
  if (!counted && (numbered || name?.includes(numberMark))) {
    return [finding([...path, numbered ? 'id' : 'name'], `holds ${numberMark} but has no count`)];
  }
  return [];
}

function totalFindings(devices: readonly DeviceDraft[]): Finding[] {
  let total = 0;
  for (const device of devices) {
    total += device.count ?? 1;
    if (total > devicesMax) {
      return [finding(device.path, `makes ${total} devices so far; at most ${devicesMax} may be`)];
    }
  }
  return [];
}

export function deviceFindings(
  draft: Draft,
  profiles: readonly Profile[],
  isWritten: (path: Finding['path']) => boolean,
): Finding[] {
  const known: Known = {
    nodes: new Map(nodesOf(draft).flatMap((node) => (node.id ? [[node.id, node]] : []))),
    cooperatives: new Set(draft.cooperatives.flatMap(({ id }) => id ?? [])),
    profiles: new Map(profiles.map((profile) => [profile.id, profile])),
  };
  return [
    ...draft.devices.flatMap((device) => [
      ...referenceFindings(device, known),
      ...profileFindings(device, known),
      ...ratingFindings(device, known, isWritten([...device.path, 'ratingKw'])),
      ...templateFindings(device, isWritten([...device.path, 'count'])),
    ]),
    ...totalFindings(draft.devices),
  ];
}

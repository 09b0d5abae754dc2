/** Rules between the entries of the county's tree. */
import type { NodeKind } from '../../domain/topology.ts';
import type { Draft } from './draft.ts';
import { type Finding, finding, type Path } from './faults.ts';
import { suggestion } from './nearest.ts';
import { numberMark, withNumber } from './schema-devices.ts';

export interface NodeDraft {
  readonly id: string | undefined;
  readonly kind: NodeKind;
  readonly parent: string | undefined;
  readonly ratingKva: number | undefined;
  readonly path: Path;
}

const parentKinds: Readonly<Record<NodeKind, NodeKind | null>> = {
  county: null,
  substation: 'county',
  feeder: 'substation',
  area: 'feeder',
};

/** All nodes, parents before children. */
export function nodesOf(draft: Draft): NodeDraft[] {
  const { county, substations, feeders, areas } = draft;
  const base = { parent: undefined, ratingKva: undefined };
  return [
    { ...base, id: county.id, kind: 'county', path: county.path },
    ...substations.map(({ id, parent, ratingKva, path }) => {
      return { id, kind: 'substation' as const, parent: parent ?? county.id, ratingKva, path };
    }),
    ...feeders.map(({ id, parent, path }) => ({
      ...base,
      id,
      kind: 'feeder' as const,
      parent,
      path,
    })),
    ...areas.map(({ id, parent, ratingKva, path }) => {
      return { id, kind: 'area' as const, parent, ratingKva, path };
    }),
  ];
}

function aOrAn(noun: string): string {
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}

/** The ids from a node up to its return to itself; null where the way up ends. */
function cycleFrom(start: NodeDraft, byId: ReadonlyMap<string, NodeDraft>): string[] | null {
  const way: string[] = [];
  let node: NodeDraft | undefined = start;
  while (node?.id !== undefined && !way.includes(node.id)) {
    way.push(node.id);
    node = node.parent === undefined ? undefined : byId.get(node.parent);
  }
  return node !== undefined && node.id === start.id ? [...way, start.id ?? ''] : null;
}

function parentMessage(node: NodeDraft, byId: ReadonlyMap<string, NodeDraft>): string | null {
  const wanted = parentKinds[node.kind];
  if (node.parent === undefined || wanted === null) return null;
  const cycle = cycleFrom(node, byId);
  if (cycle !== null) return `goes round in a circle: ${cycle.join(' → ')}`;
  const parent = byId.get(node.parent);
  if (parent?.kind === wanted) return null;
  if (parent !== undefined) {
    return `'${node.parent}' is ${aOrAn(parent.kind)}; the parent of ${aOrAn(node.kind)} is a ${wanted}`;
  }
  const candidates = [...byId.values()].filter(({ kind }) => kind === wanted);
  const ids = candidates.flatMap(({ id }) => id ?? []);
  return `there is no ${wanted} '${node.parent}'${suggestion(node.parent, ids)}`;
}

/** Parents exist, are of the kind above, and no way up returns to where it began. */
export function parentFindings(draft: Draft): Finding[] {
  const nodes = nodesOf(draft);
  const byId = new Map(nodes.flatMap((node) => (node.id === undefined ? [] : [[node.id, node]])));
  return nodes.flatMap((node) => {
    const message = parentMessage(node, byId);
    return message === null ? [] : [finding([...node.path, 'parent'], message)];
  });
}

/** Every id once, over nodes, cooperatives, devices with their numbers, and tools. */
export function idFindings(draft: Draft): Finding[] {
  const owners = new Map<string, string>();
  const named = [
    ...nodesOf(draft).map((node) => ({ ...node, key: 'id', what: node.kind, count: 1 })),
    ...draft.cooperatives.map((item) => ({ ...item, key: 'id', what: 'cooperative', count: 1 })),
    ...draft.devices.map((item) => ({
      ...item,
      key: 'id',
      what: 'device',
      count: item.count ?? 1,
    })),
    ...draft.tools.map((item) => ({ ...item, id: item.name, key: 'name', what: 'tool', count: 1 })),
  ];
  return named.flatMap(({ id, key, path, what, count }) => {
    if (id === undefined) return [];
    const ids = id.includes(numberMark)
      ? Array.from({ length: count }, (_, index) => withNumber(id, index + 1))
      : [id];
    const taken = ids.find((each) => owners.has(each));
    for (const each of ids) owners.set(each, owners.get(each) ?? what);
    return taken === undefined
      ? []
      : [
          finding(
            [...path, key],
            `'${taken}' is already the id of ${aOrAn(owners.get(taken) ?? '')}`,
          ),
        ];
  });
}

/** A made-up county in the manner of Lankao, for the console's browser tests: the same on every run. */
import type { DeviceView, NodeView, TopologyView } from '../../src/contract/http.ts';

export type FixtureDevice = DeviceView;

const substations = [
  { id: 'chengguan', name: '城关变电站', nameEn: 'Chengguan substation' },
  { id: 'guyang', name: '堌阳变电站', nameEn: 'Guyang substation' },
] as const;

const feeders = [
  { id: 'chengdong', name: '城东线', nameEn: 'East town feeder', parentId: 'chengguan' },
  { id: 'taohua', name: '桐花线', nameEn: 'Tonghua feeder', parentId: 'chengguan' },
  { id: 'guyang-nan', name: '堌南线', nameEn: 'Guyang south feeder', parentId: 'guyang' },
  { id: 'nanzhang', name: '南彰线', nameEn: 'Nanzhang feeder', parentId: 'guyang' },
] as const;

/** Six villages a feeder. */
const villages: Readonly<
  Record<(typeof feeders)[number]['id'], readonly (readonly [string, string])[]>
> = {
  chengdong: [
    ['朱庄', 'Zhuzhuang'],
    ['高场', 'Gaochang'],
    ['何寨', 'Hezhai'],
    ['王坟', 'Wangfen'],
    ['郭庄', 'Guozhuang'],
    ['三里铺', 'Sanlipu'],
  ],
  taohua: [
    ['张庄', 'Zhangzhuang'],
    ['代庄', 'Daizhuang'],
    ['坝头', 'Batou'],
    ['雷集', 'Leiji'],
    ['谷营', 'Guying'],
    ['胡寨', 'Huzhai'],
  ],
  'guyang-nan': [
    ['徐场', 'Xuchang'],
    ['范场', 'Fanchang'],
    ['周庄', 'Zhouzhuang'],
    ['李楼', 'Lilou'],
    ['秦寨', 'Qinzhai'],
    ['刘林', 'Liulin'],
  ],
  nanzhang: [
    ['小宋', 'Xiaosong'],
    ['东邵', 'Dongshao'],
    ['闫楼', 'Yanlou'],
    ['孟寨', 'Mengzhai'],
    ['许河', 'Xuhe'],
    ['葡萄架', 'Putaojia'],
  ],
};

function nodeOf(
  node: Pick<NodeView, 'id' | 'name' | 'nameEn' | 'kind' | 'parentId' | 'ratingKva'>,
): Omit<NodeView, 'deviceCount'> {
  return { latitude: null, longitude: null, ...node };
}

const areas = feeders.flatMap((feeder) =>
  villages[feeder.id].map(([name, nameEn], index) =>
    nodeOf({
      id: `${feeder.id}-${index + 1}`,
      name: `${name}台区`,
      nameEn: `${nameEn} area`,
      kind: 'area',
      parentId: feeder.id,
      ratingKva: 400 + 230 * (index % 2),
    }),
  ),
);

const nodes: readonly Omit<NodeView, 'deviceCount'>[] = [
  nodeOf({
    id: 'lankao',
    name: '兰考县',
    nameEn: 'Lankao county',
    kind: 'county',
    parentId: null,
    ratingKva: null,
  }),
  ...substations.map((station) =>
    nodeOf({ ...station, kind: 'substation', parentId: 'lankao', ratingKva: 50_000 }),
  ),
  ...feeders.map((feeder) => nodeOf({ ...feeder, kind: 'feeder', ratingKva: null })),
  ...areas,
];

interface NewFixtureDevice {
  readonly id: string;
  readonly name: string;
  readonly kind: DeviceView['kind'];
  readonly nodeId: string;
  readonly ratingKw: number | null;
  readonly cooperativeId?: string;
}

/** Devices that do not report as they should, to have every state on screen. */
const deviating: Readonly<Record<string, DeviceView['state']>> = {
  'taohua-1-pv-3': 'stale',
  'taohua-4-load-2': 'dead',
  'guyang-nan-2-pv-5': 'stale',
  'nanzhang-6-ev-1': 'silent',
};

function deviceOf(device: NewFixtureDevice): FixtureDevice {
  return {
    reportIntervalS: device.kind === 'weather_station' ? 60 : 5,
    profile: null,
    origin: 'configuration',
    retiredAt: null,
    state: deviating[device.id] ?? 'online',
    lastMeasuredAt: null,
    powerKw: null,
    quality: null,
    cooperativeId: null,
    ...device,
  };
}

function areaDevices(area: Omit<NodeView, 'deviceCount'>, areaIndex: number): FixtureDevice[] {
  const village = area.name.replace('台区', '');
  const cooperativeId = area.parentId === 'taohua' ? 'tonghua-coop' : 'guyang-coop';
  const device = (
    kind: DeviceView['kind'],
    suffix: string,
    facts: { name: string; ratingKw: number; shared?: boolean },
  ): FixtureDevice =>
    deviceOf({
      id: `${area.id}-${suffix}`,
      name: `${village}${facts.name}`,
      kind,
      nodeId: area.id,
      ratingKw: facts.ratingKw,
      ...(facts.shared === true ? { cooperativeId } : {}),
    });
  const pv = Array.from({ length: 9 }, (_, index) =>
    device('pv', `pv-${index + 1}`, {
      name: `屋顶光伏 ${index + 1}`,
      ratingKw: 40 + ((areaIndex * 7 + index * 13) % 50),
      shared: true,
    }),
  );
  const loads = Array.from({ length: 4 }, (_, index) =>
    device('load', `load-${index + 1}`, {
      name: ['居民用电', '机井', '蔬菜大棚', '乐器作坊'][index] ?? '用电',
      ratingKw: [180, 60, 90, 120][index] ?? 60,
    }),
  );
  return [
    device('transformer_meter', 'meter', { name: '配变总表', ratingKw: area.ratingKva ?? 400 }),
    ...pv,
    ...loads,
    device('battery', 'battery-1', { name: '台区储能', ratingKw: 100, shared: true }),
    device('ev_charger', 'ev-1', { name: '充电桩', ratingKw: 60 }),
    ...(areaIndex % 4 === 0
      ? [device('heat_pump', 'heat-1', { name: '地热站热泵', ratingKw: 160 })]
      : []),
    ...(areaIndex % 4 === 0
      ? [device('heat_store', 'store-1', { name: '地热站蓄热罐', ratingKw: 300 })]
      : []),
  ];
}

const countyDevices: readonly FixtureDevice[] = [
  deviceOf({
    id: 'lankao-pcc',
    name: '全县关口表',
    kind: 'pcc_meter',
    nodeId: 'lankao',
    ratingKw: 40_000,
  }),
  deviceOf({
    id: 'chengguan-pcc',
    name: '城关变关口表',
    kind: 'pcc_meter',
    nodeId: 'chengguan',
    ratingKw: 25_000,
  }),
  deviceOf({
    id: 'guyang-pcc',
    name: '堌阳变关口表',
    kind: 'pcc_meter',
    nodeId: 'guyang',
    ratingKw: 25_000,
  }),
  deviceOf({
    id: 'wind-guying',
    name: '谷营风电场',
    kind: 'wind',
    nodeId: 'chengguan',
    ratingKw: 4_000,
  }),
  deviceOf({
    id: 'wind-nanzhang',
    name: '南彰风电场',
    kind: 'wind',
    nodeId: 'guyang',
    ratingKw: 4_000,
  }),
  deviceOf({
    id: 'biogas-guyang',
    name: '堌阳沼气电站',
    kind: 'biogas',
    nodeId: 'guyang',
    ratingKw: 900,
  }),
  deviceOf({
    id: 'weather-chengguan',
    name: '城关气象站',
    kind: 'weather_station',
    nodeId: 'chengguan',
    ratingKw: null,
  }),
];

export const fixtureDevices: readonly FixtureDevice[] = [
  ...countyDevices,
  ...areas.flatMap(areaDevices),
];

/** Ids of a node and everything below it. */
export function fixtureSubtree(id: string): Set<string> {
  const ids = new Set([id]);
  for (const node of nodes) if (node.parentId !== null && ids.has(node.parentId)) ids.add(node.id);
  return ids;
}

/** Devices at or below a node, or of a cooperative; null if there is no such place. */
export function fixtureMembers(id: string): readonly FixtureDevice[] | null {
  const known = membersById.get(id);
  if (known !== undefined) return known;
  const members = membersOf(id);
  if (members !== null) membersById.set(id, members);
  return members;
}

const membersById = new Map<string, readonly FixtureDevice[]>();

function membersOf(id: string): readonly FixtureDevice[] | null {
  const ofCooperative = fixtureDevices.filter((device) => device.cooperativeId === id);
  if (ofCooperative.length > 0) return ofCooperative;
  if (!nodes.some((node) => node.id === id)) return null;
  const ids = fixtureSubtree(id);
  return fixtureDevices.filter((device) => ids.has(device.nodeId));
}

const cooperatives = [
  { id: 'tonghua-coop', name: '桐花新能源合作社', nameEn: 'Tonghua cooperative' },
  { id: 'guyang-coop', name: '堌阳新能源合作社', nameEn: 'Guyang cooperative' },
];

export const fixtureTopology: TopologyView = {
  timeZone: 'Asia/Shanghai',
  currency: 'CNY',
  nodes: nodes.map((node) => ({ ...node, deviceCount: fixtureMembers(node.id)?.length ?? 0 })),
  cooperatives: cooperatives.map((cooperative) => ({
    ...cooperative,
    deviceCount: fixtureMembers(cooperative.id)?.length ?? 0,
  })),
};

import type { DeviceDetail, LatestView, NodeNow } from '../../src/contract/http.ts';
import type { Device } from '../../src/domain/device.ts';
import { fail, succeed } from '../../src/domain/outcome.ts';
import type {
  Asked,
  Cell,
  CountyApplication,
  LiveEvent,
  LiveSubscription,
  Scope,
  TableAnswer,
} from '../../src/service/application.ts';
import type { Forecasts } from '../../src/service/forecast-desk.ts';
import { curveRangeMsMax, rangeFault, readingsRangeMsMax } from '../../src/service/range-limits.ts';
import { deviceWith } from './devices.ts';

export const now = '2026-05-04T08:00:00.000Z';

export const pv1: DeviceDetail = {
  id: 'pv-1',
  name: '一号屋顶',
  kind: 'pv',
  nodeId: 'area-1',
  cooperativeId: 'coop-1',
  ratingKw: 17.5,
  reportIntervalS: 5,
  profile: null,
  origin: 'configuration',
  retiredAt: null,
  state: 'online',
  lastMeasuredAt: now,
  powerKw: 12.3,
  quality: 'good',
  points: [],
  birth: null,
  seqGaps: 0,
  duplicates: 0,
  hasCredential: false,
};

export const latest1: LatestView = {
  device: 'pv-1',
  state: 'online',
  measuredAt: now,
  receivedAt: now,
  ageS: 1,
  quality: 'good',
  reasons: [],
  values: { powerKw: 12.3 },
};

export const countyNow: NodeNow = {
  node: 'county',
  at: now,
  pvPowerKw: 12.3,
  windPowerKw: null,
  batteryPowerKw: null,
  biogasPowerKw: null,
  heatPumpPowerKw: null,
  loadPowerKw: null,
  evPowerKw: null,
  pccPowerKw: null,
  residualKw: null,
  devicesFresh: 1,
  devicesTotal: 1,
};

export function tableOf(rows: readonly (readonly Cell[])[], pageRows = 2): TableAnswer {
  const pages = async function* () {
    for (let start = 0; start < rows.length; start += pageRows) {
      yield rows.slice(start, start + pageRows);
    }
  };
  return { columns: ['at', 'reasons', 'powerKw'], pages: pages() };
}

export interface Follower {
  readonly scope: Scope;
  readonly subscription: LiveSubscription;
  readonly push: (event: LiveEvent) => void;
}

export interface FakeCounty extends CountyApplication {
  /** Every scope that was asked with, with the name of the question. */
  readonly asked: { readonly question: string; readonly scope: Scope }[];
  readonly followers: Set<Follower>;
  /** Without a forecast of anything. */
  readonly forecasts: Forecasts;
}

/** One device of one cooperative, without store or broker: enough for what HTTP itself does. */
export function fakeCounty(changes: Partial<CountyApplication> = {}): FakeCounty {
  const asked: FakeCounty['asked'] = [];
  const followers = new Set<Follower>();
  const note = (question: string, scope: Scope): void => {
    asked.push({ question, scope });
  };
  const deviceFor = (scope: Scope, id: string): Asked<DeviceDetail> => {
    const visible = scope.cooperativeId === null || scope.cooperativeId === pv1.cooperativeId;
    if (id === pv1.id && visible) return succeed(pv1);
    return fail({ code: 'unknown_device', detail: `There is no device ${id}.` });
  };
  const domainDevice = (id: string): Asked<Device> =>
    id === pv1.id
      ? succeed(deviceWith({ id }))
      : fail({ code: 'unknown_device', detail: `There is no device ${id}.` });
  return {
    asked,
    followers,
    topology: (scope) => {
      note('topology', scope);
      const cooperatives = [{ id: 'coop-1', name: '合作社', nameEn: null, deviceCount: 1 }];
      return { timeZone: 'Asia/Shanghai', currency: '元', nodes: [], cooperatives };
    },
    devices: (scope) => {
      note('devices', scope);
      return { total: 1, items: [pv1] };
    },
    device: (scope, id) => {
      note('device', scope);
      return deviceFor(scope, id);
    },
    register: ({ id }) => domainDevice(id),
    retire: domainDevice,
    issueCredential: async (id) => {
      const device = domainDevice(id);
      return device.ok ? succeed({ username: id, password: 'device-secret' }) : device;
    },
    latest: (scope, id) => {
      note('latest', scope);
      const device = deviceFor(scope, id);
      return device.ok ? succeed(latest1) : device;
    },
    readings: (scope, _id, query) => {
      note('readings', scope);
      const fault = rangeFault(query, readingsRangeMsMax);
      return fault === null ? succeed(tableOf([[now, [], 12.3]])) : fail(fault);
    },
    curve: async (scope, _id, query) => {
      note('curve', scope);
      const fault = rangeFault(query, curveRangeMsMax);
      return fault === null ? succeed(tableOf([[now, [], 12.3]])) : fail(fault);
    },
    forecasts: {
      ofNode: (scope) => {
        note('forecast', scope);
        return fail({ code: 'no_forecast', detail: 'There is no forecast.' });
      },
      score: async (scope) => {
        note('forecast score', scope);
        return fail({ code: 'unknown_node', detail: 'There is no node.' });
      },
      models: (scope) => {
        note('forecast model', scope);
        return fail({ code: 'unknown_node', detail: 'There is no node.' });
      },
      run: () => fail({ code: 'no_forecast', detail: 'There is no forecast.' }),
      issue: async () => fail({ code: 'forecast_failed', detail: 'There is nothing to forecast.' }),
      runs: () => ({ items: [] }),
    },
    quarantine: { list: () => [], stats: () => ({ kept: 0, added: 0, dropped: 0 }) },
    replayQuarantined: (id) =>
      id === 1
        ? succeed({ accepted: true, code: null, detail: null })
        : fail({ code: 'unknown_entry', detail: `There is no entry ${id}.` }),
    subscribe: (scope, subscription, push) => {
      note('subscribe', scope);
      const follower = { scope, subscription, push };
      followers.add(follower);
      return succeed({ stop: () => followers.delete(follower) });
    },
    readiness: async () => ({
      ready: true,
      parts: [],
      store: { awaySince: null, backlogMessages: 0, drainS: null },
    }),
    metrics: async () => 'paulownia_up 1\n',
    ...changes,
  };
}

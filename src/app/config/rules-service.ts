/** Rules between settings of broker, store, journal, HTTP and shares. */
import type { Draft } from './draft.ts';
import { type Finding, finding, pathText } from './faults.ts';

const shareTolerance = 1e-9;
/** One segment is filled and one read while others wait to be stored; each is an open file. */
const segmentsMin = 4;
const segmentsMax = 1_024;

function shareFindings({ cooperatives }: Draft): Finding[] {
  return cooperatives.flatMap(({ shares, path }) => {
    if (shares === undefined) return [];
    const sum = Object.values(shares).reduce((total, share) => total + share, 0);
    return Math.abs(sum - 1) <= shareTolerance
      ? []
      : [finding([...path, 'shares'], `sum to ${Number(sum.toFixed(9))}, and must sum to 1`)];
  });
}

/** Ports of one machine are used once; 0 stands for any free one. */
function portFindings({ embedded, http }: Draft): Finding[] {
  const used = [
    { path: ['mqtt', 'port'], port: embedded?.port },
    { path: ['mqtt', 'tls', 'port'], port: embedded?.tls?.port },
    { path: ['http', 'port'], port: http.port },
  ].filter(({ port }) => port !== undefined && port !== 0);
  return used.flatMap(({ path, port }, index) => {
    const before = used.slice(0, index).find((other) => other.port === port);
    return before === undefined
      ? []
      : [finding(path, `${port} is already taken by ${pathText(before.path)}`)];
  });
}

function brokerFindings({ external }: Draft): Finding[] {
  if (external === null) return [];
  const { url, username, password, tls } = external;
  const findings: Finding[] = [];
  if (tls !== undefined && url?.startsWith('mqtt://')) {
    findings.push(finding(['mqtt', 'tls'], 'needs an address that begins with mqtts://'));
  }
  if (password !== undefined && username === undefined) {
    findings.push(finding(['mqtt', 'username'], 'is missing: there is a password for it'));
  }
  if (tls !== undefined && (tls.certFile === undefined) !== (tls.keyFile === undefined)) {
    findings.push(finding(['mqtt', 'tls'], 'certFile and keyFile go together'));
  }
  return findings;
}

function influx1Findings({ influx1Store }: Draft): Finding[] {
  const { username, password } = influx1Store?.influxdb1 ?? {};
  return password !== undefined && username === undefined
    ? [finding(['store', 'influxdb1', 'username'], 'is missing: there is a password for it')]
    : [];
}

function sizeFindings({ embeddedStore, influx1Store, influx2Store, journal }: Draft): Finding[] {
  const findings: Finding[] = [];
  const retention = (embeddedStore ?? influx1Store ?? influx2Store)?.retention;
  const { rawDays, quartersDays, daysDays } = retention ?? {};
  const at = ['store', 'retention'];
  if (rawDays !== undefined && quartersDays !== undefined && quartersDays < rawDays) {
    findings.push(finding([...at, 'quartersDays'], `must be at least rawDays, ${rawDays}`));
  }
  if (quartersDays !== undefined && daysDays !== undefined && daysDays < quartersDays) {
    findings.push(finding([...at, 'daysDays'], `must be at least quartersDays, ${quartersDays}`));
  }
  const { maxMb, segmentMb } = journal;
  const segments = maxMb === undefined || segmentMb === undefined ? null : maxMb / segmentMb;
  if (segments !== null && (segments < segmentsMin || segments >= segmentsMax + 1)) {
    const message = `must fit into maxMb, ${maxMb}, ${segmentsMin} to ${segmentsMax} times`;
    findings.push(finding(['journal', 'segmentMb'], message));
  }
  return findings;
}

export function serviceFindings(draft: Draft): Finding[] {
  return [
    ...shareFindings(draft),
    ...portFindings(draft),
    ...brokerFindings(draft),
    ...influx1Findings(draft),
    ...sizeFindings(draft),
  ];
}

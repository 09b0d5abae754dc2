import { expect, test } from 'vitest';
import { solarChecks } from '../../../physics/checks/solar.ts';
import { isWithin } from '../../../physics/peer-check.ts';
import { PeerFolder } from '../../../physics/peer-folder.ts';
import { sharedFolder } from '../../../support/shared-data.ts';

const shared = sharedFolder('physics');

test.skipIf(shared.absent)(shared.title('everything about the sun agrees with the peers'), () => {
  const folder = new PeerFolder(shared.path);
  const findings = solarChecks.flatMap((check) => check.run(folder));
  expect(findings.length).toBeGreaterThan(60);
  expect(findings.filter((finding) => !isWithin(finding))).toEqual([]);
});

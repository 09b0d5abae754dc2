import { invariant } from '../../domain/outcome.ts';
import { indexAt, valueAt } from './array-access.ts';
import { halfShunt, type RadialFeeder } from './radial-feeder.ts';

/**
 * A tap changer of the transformer that leads to a place of a feeder and has its tap at the parent:
 * sets the tap ratio for the solves that follow. The feeder itself is changed, and what it becomes
 * depends on the ratio alone. Only one branch of a parent may have one.
 *
 * @example
 * const setTap = tapChanger(feeder, 2);
 * setTap(1 - 2 * 0.0125); // two steps of 1.25 % up: the lower side has 2.6 % more.
 */
export function tapChanger(feeder: RadialFeeder, place: number): (tapRatio: number) => void {
  const branch = feeder.network.branches[indexAt(feeder.branchAt, place)];
  const child = feeder.network.buses[indexAt(feeder.busAt, place)];
  invariant(branch !== undefined && branch.toBusId === child?.id, 'the tap is at the parent');
  const parent = indexAt(feeder.parentAt, place);
  const own = halfShunt(branch, branch.tapRatio);
  const othersG = valueAt(feeder.gPu, parent) - own.gPu;
  const othersB = valueAt(feeder.bPu, parent) - own.bPu;
  return (tapRatio) => {
    const half = halfShunt(branch, tapRatio);
    feeder.tapRatio[place] = tapRatio;
    feeder.ratio[place] = 1 / tapRatio;
    feeder.gPu[parent] = othersG + half.gPu;
    feeder.bPu[parent] = othersB + half.bPu;
  };
}

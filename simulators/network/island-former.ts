import type { SimulatedDevice } from '../models/device-model.ts';

/** The plant that can give an area its voltage: the largest battery, or else the largest engine. */
export function islandFormer(
  devices: readonly SimulatedDevice[],
  nodeId: string,
): SimulatedDevice | null {
  const largest = (kind: SimulatedDevice['kind']): SimulatedDevice | undefined =>
    devices
      .filter((device) => device.nodeId === nodeId && device.kind === kind)
      .toSorted((a, b) => b.ratingKw - a.ratingKw)[0];
  return largest('battery') ?? largest('biogas') ?? null;
}
